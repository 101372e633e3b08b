//! Composition by size: `cargo run --release -p gateway-composition --example scale`.
//!
//! `cpu_ms` is what one core spent on it. Each subgraph has 200 types; every fifth is an entity that four other subgraphs extend.

use std::time::Instant;

use gateway_composition::{SubgraphSource, compose};

/// As in the gateway's own process.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const TYPES: usize = 200;
/// One type in this many is an entity shared by [`SHARERS`] subgraphs.
const SHARED_EVERY: usize = 5;
const SHARERS: usize = 5;

fn main() {
    println!("subgraphs  types  ms  cpu_ms  cpu_ms/subgraph  supergraph_kb  peak_mb");
    for count in [10, 25, 50, 100] {
        let sources: Vec<SubgraphSource> = (0..count).map(|n| source(n, count)).collect();
        let (start, cpu) = (Instant::now(), cpu_ms());
        let result = compose(&sources);
        let elapsed = start.elapsed().as_secs_f64() * 1000.0;
        let cpu = cpu_ms() - cpu;
        match result {
            Ok(composition) => println!(
                "{count:9}  {:5}  {elapsed:.0}  {cpu:.0}  {:.2}  {}  {}",
                count * TYPES,
                cpu / count as f64,
                composition.supergraph_sdl.len() / 1024,
                peak_mb()
            ),
            Err(findings) => {
                println!(
                    "{count}: {} findings, the first: {}",
                    findings.len(),
                    findings[0]
                );
            }
        }
    }
}

/// What this thread has had of a core, which other processes do not change; 0 where the system does not tell.
fn cpu_ms() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = text.split_whitespace().next();
    let nanoseconds: f64 = first.and_then(|n| n.parse().ok()).unwrap_or_default();
    nanoseconds / 1_000_000.0
}

/// The most memory the process has had so far; 0 where the system does not tell.
fn peak_mb() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1024
}

fn source(own: usize, count: usize) -> SubgraphSource {
    let mut sdl = "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\", import: [\"@key\"])\n"
        .to_owned();
    sdl.push_str(&format!("type Query {{ root{own}: T{own}x0 }}\n"));
    for n in 0..TYPES {
        let next = (n + 1) % TYPES;
        if n % SHARED_EVERY == 0 {
            sdl.push_str(&format!(
                "\"An entity.\" type T{own}x{n} @key(fields: \"id\") {{ id: ID! name: String next: T{own}x{next} }}\n"
            ));
        } else {
            sdl.push_str(&format!(
                "type T{own}x{n} {{ a: Int b(first: Int = 3): [String!] c: Float next: T{own}x{next} }}\n"
            ));
        }
    }
    for sharer in 1..SHARERS {
        let owner = (own + count - sharer) % count;
        for n in (0..TYPES).step_by(SHARED_EVERY) {
            sdl.push_str(&format!(
                "type T{owner}x{n} @key(fields: \"id\") {{ id: ID! from{own}: Int }}\n"
            ));
        }
    }
    SubgraphSource {
        name: format!("s{own:03}"),
        url: String::new(),
        sdl,
        file: None,
    }
}
