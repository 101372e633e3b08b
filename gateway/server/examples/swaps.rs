//! Swaps supergraphs under load and prints what it costs: failed requests, time of a swap, memory before and after.
//!
//! `cargo run --release -p gateway-server --example swaps -- 100`: so many swaps (100), after a tenth as many that bring
//! caches and allocator to their usual size. Exit code 1 when a request failed or memory grew by more than 5 %.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use gateway_server::Gateway;
use gateway_server::config::{Config, SubgraphConfig, SupergraphSource};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const LINK: &str =
    "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\", import: [\"@key\"]) ";
/// Types of each subgraph, so that a supergraph has a usual size.
const TYPES: usize = 200;
const QUERY: &str = r#"{"query":"query Load { item { price } }"}"#;
const ANSWER: &str = r#"{"data":{"item":{"price":7}}}"#;
/// Clients that ask without a pause.
const CLIENTS: usize = 4;
const POLL: Duration = Duration::from_millis(10);
const PATIENCE: Duration = Duration::from_secs(30);
const MOST_DRIFT: f64 = 5.0;

/// A subgraph whose SDL is set from outside.
type Sdl = Arc<Mutex<String>>;

fn main() -> anyhow::Result<ExitCode> {
    let swaps = match std::env::args().nth(1) {
        Some(text) => text.parse().context("expected a number of swaps")?,
        None => 100,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start")?;
    runtime.block_on(run(swaps))
}

async fn run(swaps: usize) -> anyhow::Result<ExitCode> {
    let tasks = TaskTracker::new();
    let stop = CancellationToken::new();
    let item =
        format!("{LINK} type Query {{ item: Item }} type Item @key(fields: \"id\") {{ id: ID! }}");
    let items = Arc::new(Mutex::new(item));
    let prices = Arc::new(Mutex::new(priced(0)));
    let item = json!({"data": {"item": {"__typename": "Item", "id": "1"}}}).to_string();
    let price = json!({"data": {"_entities": [{"__typename": "Item", "price": 7}]}}).to_string();
    let mut config = Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        supergraph: SupergraphSource::Subgraphs,
        ..Config::default()
    };
    config.composition.poll_interval = Some(POLL);
    for (name, sdl, answer) in [("items", items, item), ("prices", prices.clone(), price)] {
        let url = subgraph(&tasks, &stop, sdl, answer).await?;
        let said = SubgraphConfig {
            url: Some(url.parse().context("an address is a URL")?),
            ..SubgraphConfig::default()
        };
        config.subgraphs.insert(name.to_owned(), said);
    }
    let bound = Gateway::open(config).await?.bind().await?;
    let url = format!("http://{}", bound.local_addr());
    tasks.spawn(bound.run(stop.clone()));
    let load = Load::start(&tasks, &url);

    let warm = (swaps / 10).max(5);
    change(&url, &prices, 1..=warm).await?;
    let before = settled().await?;
    let started = Instant::now();
    change(&url, &prices, warm + 1..=warm + swaps).await?;
    let took = started.elapsed();
    let after = settled().await?;

    let (answered, failed) = load.end();
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    let drift = (after - before) / before * 100.0;
    println!(
        "swaps              {swaps} ({:.0} ms each, polling included)",
        took.as_secs_f64() * 1e3 / swaps as f64
    );
    println!("requests           {answered} answered, {failed} failed");
    println!("resident memory    {before:.1} MiB before, {after:.1} MiB after ({drift:+.1} %)");
    let fine = failed == 0 && drift <= MOST_DRIFT;
    Ok(if fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn priced(version: usize) -> String {
    let types: String = (0..TYPES)
        .map(|number| {
            format!("type T{number} {{ a: Int b: String c: [T{number}] d{version}: Int }} ")
        })
        .collect();
    let roots: String = (0..TYPES)
        .map(|number| format!("t{number}: T{number} "))
        .collect();
    format!(
        "{LINK} {types} type Query {{ {roots} }} type Item @key(fields: \"id\") {{ id: ID! price: Int }}"
    )
}

async fn subgraph(
    tasks: &TaskTracker,
    stop: &CancellationToken,
    sdl: Sdl,
    answer: String,
) -> anyhow::Result<String> {
    let answer = move |State(sdl): State<Sdl>, body: Bytes| async move {
        let asks = body.windows(8).any(|bytes| bytes == b"_service");
        if !asks {
            return answer;
        }
        let sdl = sdl.lock().map(|sdl| sdl.clone()).unwrap_or_default();
        json!({"data": {"_service": {"sdl": sdl}}}).to_string()
    };
    let router = Router::new()
        .route("/graphql", post(answer))
        .with_state(sdl);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let stop = stop.clone();
    tasks.spawn(async move {
        axum::serve(listener, router)
            .with_graceful_shutdown(stop.cancelled_owned())
            .await
    });
    Ok(format!("http://{address}/graphql"))
}

/// Changes the SDL and waits for the swap, one version after the other.
async fn change(
    url: &str,
    sdl: &Sdl,
    versions: std::ops::RangeInclusive<usize>,
) -> anyhow::Result<()> {
    let client = reqwest::Client::new();
    for version in versions {
        if let Ok(mut sdl) = sdl.lock() {
            *sdl = priced(version);
        }
        let line = format!("portico_gateway_composition_total{{outcome=\"swapped\"}} {version}");
        let deadline = Instant::now() + PATIENCE;
        loop {
            let metrics = client.get(format!("{url}/metrics")).send().await?;
            if metrics.text().await?.lines().any(|found| found == line) {
                break;
            }
            if Instant::now() > deadline {
                bail!("swap {version} did not come");
            }
            tokio::time::sleep(POLL).await;
        }
    }
    Ok(())
}

/// Resident memory in MiB: the least of some looks, since requests are in flight.
async fn settled() -> anyhow::Result<f64> {
    let mut least = f64::MAX;
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let status = std::fs::read_to_string("/proc/self/status").context("no /proc here")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        least = least.min(kib.context("no VmRSS in /proc/self/status")? / 1024.0);
    }
    Ok(least)
}

/// Clients that ask until they are told to end.
struct Load {
    over: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
    failed: Arc<AtomicUsize>,
}

impl Load {
    fn start(tasks: &TaskTracker, url: &str) -> Self {
        let load = Self {
            over: Arc::default(),
            answered: Arc::default(),
            failed: Arc::default(),
        };
        for _ in 0..CLIENTS {
            let (over, answered, failed) = (
                load.over.clone(),
                load.answered.clone(),
                load.failed.clone(),
            );
            let url = format!("{url}/graphql");
            tasks.spawn(async move {
                let client = reqwest::Client::new();
                while !over.load(Ordering::Acquire) {
                    let count = match ask(&client, &url).await {
                        Ok(answer) if answer == ANSWER => &answered,
                        Ok(_) | Err(_) => &failed,
                    };
                    count.fetch_add(1, Ordering::AcqRel);
                }
            });
        }
        load
    }

    fn end(&self) -> (usize, usize) {
        self.over.store(true, Ordering::Release);
        (
            self.answered.load(Ordering::Acquire),
            self.failed.load(Ordering::Acquire),
        )
    }
}

async fn ask(client: &reqwest::Client, url: &str) -> reqwest::Result<String> {
    let request = client.post(url).header("content-type", "application/json");
    request.body(QUERY).send().await?.text().await
}
