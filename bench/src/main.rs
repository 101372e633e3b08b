//! `portico-bench`: the public federation workload, its subgraphs, a bare proxy and a load generator.

mod cores;
mod inside;
mod load;
mod process;
mod proxy;
mod recording;
mod report;
mod serve;
mod subgraphs;
mod workload;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Debug, Parser)]
#[command(about = "The gateway on the public federation workload, beside a bare proxy")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Starts everything, measures, prints the figures and checks every answer.
    Run {
        /// The gateway's binary.
        #[arg(long)]
        gateway: PathBuf,
        /// Seconds a measurement takes.
        #[arg(long, default_value_t = 8)]
        seconds: u64,
        #[arg(long, default_value_t = 50)]
        connections: usize,
    },
    /// Serves the four subgraphs on free ports and prints their addresses.
    Subgraphs,
    /// Serves the bare proxy on a free port and prints its address.
    Proxy {
        /// Addresses of accounts, inventory, products, reviews.
        #[arg(required = true, num_args = 4)]
        subgraphs: Vec<SocketAddr>,
    },
    /// Measures the executor alone, within this process: no HTTP, answers at hand.
    Inside {
        #[arg(long, default_value_t = 3)]
        seconds: u64,
    },
    /// Prints the workload's plan.
    Plan,
    /// Prints the composed supergraph.
    Supergraph,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Run {
            gateway,
            seconds,
            connections,
        } => report::run(&gateway, Duration::from_secs(seconds), connections),
        Command::Subgraphs => serve::block_on(subgraphs::serve()),
        Command::Proxy { subgraphs } => serve::block_on(proxy::serve(&subgraphs)),
        Command::Inside { seconds } => inside::run(Duration::from_secs(seconds)),
        Command::Plan => {
            println!("{}", recording::plan(workload::QUERY)?);
            Ok(())
        }
        Command::Supergraph => {
            print!("{}", recording::supergraph_sdl()?);
            Ok(())
        }
    }
}
