//! Starts everything, measures and prints.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};

use crate::cores::Core;
use crate::load::{self, Load, Measured};
use crate::process::Process;
use crate::recording;
use crate::workload::{QUERY, SMALL_QUERY, SUBGRAPHS, whole_answer};

/// One kind of load.
struct Variant {
    name: &'static str,
    query: &'static str,
    /// The path at the proxy, which does not read queries.
    proxy_path: &'static str,
    connections: usize,
    unique: bool,
}

/// What one server did under one load.
struct Figures {
    measured: Measured,
    cpu_us: f64,
    memory_mib: f64,
}

/// Prints a table of figures; every answer is checked.
pub(crate) fn run(gateway: &Path, duration: Duration, connections: usize) -> anyhow::Result<()> {
    let own = std::env::current_exe()?;
    let subgraphs = Process::start(&own, &["subgraphs".to_owned()], Core::Rest)?;
    let addresses: Vec<SocketAddr> = subgraphs
        .first_line()
        .split(' ')
        .map(|address| address.parse().context("the subgraphs' addresses"))
        .collect::<anyhow::Result<_>>()?;
    let mut arguments = vec!["proxy".to_owned()];
    arguments.extend(addresses.iter().map(ToString::to_string));
    let proxy = Process::start(&own, &arguments, Core::Measured)?;
    let proxy_at: SocketAddr = proxy.first_line().parse().context("the proxy's address")?;
    let folder = tempfile::tempdir()?;
    let (alone, alone_at) = start_gateway(gateway, folder.path(), &addresses, "")?;
    let sharing = SHARING.map(|(name, lines)| {
        let started = start_gateway(gateway, folder.path(), &addresses, lines);
        started.map(|(process, address)| (name, process, address))
    });
    let sharing = sharing.into_iter().collect::<anyhow::Result<Vec<_>>>()?;

    println!(
        "{:<26} {:<8} {:>11} {:>9} {:>9} {:>12} {:>8}",
        "", "", "requests/s", "p50 ms", "p99 ms", "CPU us/req", "RSS MiB"
    );
    for variant in variants(connections) {
        let through_proxy = measure(&variant, &proxy, proxy_at, variant.proxy_path, duration)?;
        let through_gateway = measure(&variant, &alone, alone_at, "/graphql", duration)?;
        print(variant.name, "proxy", &through_proxy);
        print("", "gateway", &through_gateway);
        compare(&variant, &through_proxy, &through_gateway);
        if variant.unique || variant.connections == 1 {
            continue;
        }
        for (name, process, address) in &sharing {
            let figures = measure(&variant, process, *address, "/graphql", duration)?;
            print(&format!("  {name}"), "gateway", &figures);
            compare(&variant, &through_proxy, &figures);
        }
    }
    Ok(())
}

/// The gateway beside the proxy: a share of its requests/s and, with one connection, the time that it adds.
fn compare(variant: &Variant, proxy: &Figures, gateway: &Figures) {
    let (proxy, gateway) = (&proxy.measured, &gateway.measured);
    let ratio = gateway.per_second() / proxy.per_second();
    if variant.connections > 1 {
        println!("{:<26} {:<8} {ratio:>11.2}", "", "ratio");
        return;
    }
    let added = |gateway: Duration, proxy: Duration| {
        gateway.as_secs_f64() * 1e3 - proxy.as_secs_f64() * 1e3
    };
    let (p50, p99) = (added(gateway.p50, proxy.p50), added(gateway.p99, proxy.p99));
    println!(
        "{:<26} {:<8} {ratio:>11.2} {p50:>9.3} {p99:>9.3}",
        "", "added"
    );
}

fn variants(connections: usize) -> [Variant; 3] {
    let deep = |name, unique| Variant {
        name,
        query: QUERY,
        proxy_path: "/graphql",
        connections,
        unique,
    };
    let small = Variant {
        name: "small, one connection",
        query: SMALL_QUERY,
        proxy_path: "/small",
        connections: 1,
        unique: false,
    };
    [
        deep("deep, identical requests", false),
        deep("deep, each its own header", true),
        small,
    ]
}

fn measure(
    variant: &Variant,
    process: &Process,
    address: SocketAddr,
    path: &'static str,
    duration: Duration,
) -> anyhow::Result<Figures> {
    let mut load = Load {
        address,
        path,
        body: json!({ "query": variant.query }).to_string(),
        expected: Vec::new(),
        connections: variant.connections,
        unique: variant.unique,
    };
    load.expected = checked_answer(&load, variant.query)?;
    load::run(&load, duration.min(Duration::from_secs(2)))?;
    let before = process.cpu()?;
    let measured = load::run(&load, duration)?;
    let cpu = process.cpu()? - before;
    Ok(Figures {
        cpu_us: cpu.as_secs_f64() * 1e6 / measured.requests as f64,
        measured,
        memory_mib: process.memory_mib()?,
    })
}

/// The answer to compare all others with: its bytes are the server's, its content is that of one server with all the data.
fn checked_answer(load: &Load, query: &str) -> anyhow::Result<Vec<u8>> {
    let answer = load::once(load)?;
    let answered: Value = serde_json::from_slice(&answer)?;
    let expected: Value = serde_json::from_slice(&whole_answer(query)?)?;
    ensure!(answered == expected, "the answer is wrong: {answered}");
    Ok(answer)
}

fn print(variant: &str, server: &str, figures: &Figures) {
    println!(
        "{variant:<26} {server:<8} {:>11.0} {:>9.3} {:>9.3} {:>12.0} {:>8.0}",
        figures.measured.per_second(),
        figures.measured.p50.as_secs_f64() * 1e3,
        figures.measured.p99.as_secs_f64() * 1e3,
        figures.cpu_us,
        figures.memory_mib,
    );
}

fn start_gateway(
    program: &Path,
    folder: &Path,
    subgraphs: &[SocketAddr],
    lines: &str,
) -> anyhow::Result<(Process, SocketAddr)> {
    let urls: Vec<String> = subgraphs
        .iter()
        .zip(SUBGRAPHS)
        .map(|(address, (name, _))| format!("http://{address}/{name}"))
        .collect();
    let supergraph = folder.join("supergraph.graphql");
    std::fs::write(&supergraph, recording::supergraph_sdl_at(&urls)?)?;
    let config = folder.join("gateway.yaml");
    std::fs::write(&config, format!("{CONFIG}{lines}"))?;
    // Free at this moment; nobody else takes ports here.
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let arguments = [
        "serve",
        "--supergraph",
        &supergraph.display().to_string(),
        "--config",
        &config.display().to_string(),
        "--listen",
        &address.to_string(),
    ];
    let arguments: Vec<String> = arguments.map(str::to_owned).into();
    let process = Process::start_silently(program, &arguments, Core::Measured)?;
    // Which has also read its configuration: the next one's is written over it.
    await_listening(address)?;
    Ok((process, address))
}

/// What equal requests under way may share, and how that is configured.
const SHARING: [(&str, &str); 2] = [
    (
        "sharing hops",
        "subgraph_defaults:\n  share_in_flight: true\n",
    ),
    ("sharing executions", "http:\n  share_in_flight: true\n"),
];

/// No rate limit, which is the default; the callers' header is passed on.
const CONFIG: &str = "headers:\n  propagate: [authorization]\nlog:\n  filter: warn\n";

fn await_listening(address: SocketAddr) -> anyhow::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(20);
    while Instant::now() < deadline {
        if TcpStream::connect(address).is_ok() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    bail!("the gateway does not listen at {address}")
}
