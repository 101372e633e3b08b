//! The load generator: connections that send one request after another and compare every answer.

use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::LocalSet;

/// What the last answers may take after the load has ended.
const GRACE: Duration = Duration::from_secs(10);

/// What is sent, and what must come back.
#[derive(Debug, Clone)]
pub(crate) struct Load {
    pub(crate) address: SocketAddr,
    pub(crate) path: &'static str,
    /// JSON.
    pub(crate) body: String,
    pub(crate) expected: Vec<u8>,
    pub(crate) connections: usize,
    /// Each request has an `Authorization` header of its own.
    pub(crate) unique: bool,
}

/// What was measured.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub(crate) requests: usize,
    pub(crate) elapsed: Duration,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

impl Measured {
    pub(crate) fn per_second(&self) -> f64 {
        self.requests as f64 / self.elapsed.as_secs_f64()
    }
}

/// Runs the load for a time.
///
/// # Errors
/// When an answer is not the expected one, or a connection breaks.
pub(crate) fn run(load: &Load, duration: Duration) -> anyhow::Result<Measured> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let tasks = LocalSet::new();
    let load = Rc::new(load.clone());
    let started = Instant::now();
    let end = started + duration;
    let handles: Vec<_> = (0..load.connections)
        .map(|number| tasks.spawn_local(connection(load.clone(), number, end)))
        .collect();
    let mut times = Vec::new();
    let all = async {
        for handle in handles {
            times.extend(handle.await??);
        }
        anyhow::Ok(())
    };
    // Connections end by themselves, unless an answer never comes.
    let bounded = async { tokio::time::timeout(duration + GRACE, all).await };
    tasks
        .block_on(&runtime, bounded)
        .context("an answer did not come")??;
    let elapsed = started.elapsed();
    ensure!(!times.is_empty(), "no request was answered");
    times.sort_unstable();
    Ok(Measured {
        requests: times.len(),
        elapsed,
        p50: times[times.len() / 2],
        p99: times[times.len() * 99 / 100],
    })
}

/// Sends one request and gives its answer, unchecked.
///
/// # Errors
/// When there is none.
pub(crate) fn once(load: &Load) -> anyhow::Result<Vec<u8>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut stream = TcpStream::connect(load.address).await?;
        let request = request(load, usize::MAX, 0);
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        let body = read_answer(&mut stream, &mut answer).await?;
        Ok(answer.split_off(body))
    })
}

async fn connection(load: Rc<Load>, number: usize, end: Instant) -> anyhow::Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(load.address)
        .await
        .context("cannot connect")?;
    stream.set_nodelay(true)?;
    let mut times = Vec::new();
    let mut answer = Vec::with_capacity(load.expected.len() + 4096);
    while Instant::now() < end {
        let request = request(&load, number, times.len());
        let sent = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        let body = read_answer(&mut stream, &mut answer).await?;
        times.push(sent.elapsed());
        ensure!(
            answer[body..] == *load.expected,
            "a wrong answer: {}",
            String::from_utf8_lossy(&answer[..answer.len().min(600)])
        );
    }
    Ok(times)
}

fn request(load: &Load, connection: usize, number: usize) -> String {
    let authorization = if load.unique {
        format!("authorization: Basic {connection:08x}{number:016x}\r\n")
    } else {
        String::new()
    };
    format!(
        "POST {} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\naccept: application/json\r\n{authorization}content-length: {}\r\n\r\n{}",
        load.path,
        load.address,
        load.body.len(),
        load.body
    )
}

/// Reads one whole response; where its body begins.
async fn read_answer(stream: &mut TcpStream, answer: &mut Vec<u8>) -> anyhow::Result<usize> {
    answer.clear();
    let mut whole = None;
    loop {
        if let Some((body, length)) = whole
            && answer.len() >= body + length
        {
            ensure!(answer.len() == body + length, "more than one answer came");
            return Ok(body);
        }
        if stream.read_buf(answer).await? == 0 {
            bail!("the connection was closed");
        }
        if whole.is_none() {
            whole = head(answer)?;
        }
    }
}

/// Where the body begins and how long it is, once the head is there.
fn head(answer: &[u8]) -> anyhow::Result<Option<(usize, usize)>> {
    let Some(end) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&answer[..end])?.to_ascii_lowercase();
    ensure!(
        head.starts_with("http/1.1 200"),
        "an answer is not 200: {head}"
    );
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .context("an answer has no content-length")?;
    Ok(Some((end + 4, length.trim().parse()?)))
}
