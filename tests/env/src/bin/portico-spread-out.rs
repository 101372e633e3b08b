//! `portico-spread-out FOLDER [STOREFRONT]`: the shop as separate processes on this machine, until Ctrl-C.
//!
//! Its standard input takes `kill NAME` and `start NAME`, one a line, each answered with a line when it is done.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use test_env::topology::{GATEWAY, SERVICES, Topology};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments
        .next()
        .context("usage: portico-spread-out FOLDER [STOREFRONT]")?;
    let storefront = arguments.next();
    std::fs::create_dir_all(&folder)?;
    let folder = folder.canonicalize()?;
    let storefront = storefront.map(|path| path.canonicalize()).transpose()?;
    let program = std::env::current_exe()?;
    let programs = program.parent().unwrap_or(Path::new("."));
    let mut topology = Topology::start(programs, &folder, storefront.as_deref()).await?;
    println!("gateway        {}/", topology.base(GATEWAY));
    for service in SERVICES {
        println!("{service:<14} {}/graphql", topology.base(service));
    }
    println!("broker         {}", topology.broker.url());
    println!("logs           {}", folder.display());
    println!("kill NAME, start NAME, or Ctrl-C");
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        ended = tokio::signal::ctrl_c() => ended?,
        _ = terminate.recv() => {}
        () = obey(&mut topology) => {}
    }
    topology.stop().await?;
    Ok(())
}

/// Carries out the lines of the standard input; never ends.
async fn obey(topology: &mut Topology) {
    let (sender, mut lines) = mpsc::channel(1);
    // A thread of its own, never waited for: a read of the terminal cannot be called off.
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    while let Some(line) = lines.recv().await {
        match carry_out(topology, &line) {
            Ok(done) => println!("{done}"),
            Err(error) => println!("error: {error:#}"),
        }
    }
    std::future::pending().await
}

fn carry_out(topology: &mut Topology, line: &str) -> anyhow::Result<String> {
    let (verb, name) = line
        .trim()
        .split_once(' ')
        .context("kill NAME or start NAME")?;
    let Some(name) = SERVICES
        .into_iter()
        .chain([GATEWAY])
        .find(|known| *known == name)
    else {
        bail!("there is no {name}");
    };
    match verb {
        "kill" => topology.kill(name),
        "start" => {
            topology.start_process(name)?;
            topology.wait_ready(name)?;
        }
        other => bail!("{other} is neither kill nor start"),
    }
    Ok(format!("done {line}"))
}
