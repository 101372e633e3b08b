//! `portico-spread-out FOLDER [STOREFRONT]`: the shop as separate processes on this machine, until Ctrl-C.

use std::path::{Path, PathBuf};

use anyhow::Context;
use test_env::topology::{GATEWAY, SERVICES, Topology};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments
        .next()
        .context("usage: portico-spread-out FOLDER [STOREFRONT]")?;
    let storefront = arguments.next();
    std::fs::create_dir_all(&folder)?;
    let folder = folder.canonicalize()?;
    let program = std::env::current_exe()?;
    let programs = program.parent().unwrap_or(Path::new("."));
    let topology = Topology::start(programs, &folder, storefront.as_deref()).await?;
    println!("gateway        {}/", topology.base(GATEWAY));
    for service in SERVICES {
        println!("{service:<14} {}/graphql", topology.base(service));
    }
    println!("broker         {}", topology.broker.url());
    println!("logs           {}", folder.display());
    tokio::signal::ctrl_c().await?;
    topology.stop().await?;
    Ok(())
}
