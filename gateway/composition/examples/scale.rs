//! Composition by size: `cargo run --release -p gateway-composition --example scale`.
//!
//! Each subgraph has 200 types; every fifth is an entity that four other subgraphs extend.

use std::time::Instant;

use gateway_composition::{SubgraphSource, compose};

const TYPES: usize = 200;
/// One type in this many is an entity shared by [`SHARERS`] subgraphs.
const SHARED_EVERY: usize = 5;
const SHARERS: usize = 5;

fn main() {
    println!("subgraphs  types  ms  ms/subgraph  supergraph_kb  hints");
    for count in [10, 25, 50, 100] {
        let sources: Vec<SubgraphSource> = (0..count).map(|n| source(n, count)).collect();
        let start = Instant::now();
        let result = compose(&sources);
        let elapsed = start.elapsed().as_secs_f64() * 1000.0;
        match result {
            Ok(composition) => println!(
                "{count:9}  {:5}  {elapsed:.0}  {:.2}  {}  {}",
                count * TYPES,
                elapsed / count as f64,
                composition.supergraph_sdl.len() / 1024,
                composition.hints.len()
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
