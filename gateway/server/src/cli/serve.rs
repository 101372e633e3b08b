//! `portico-gateway serve`

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, bail};
use gateway_composition::SubgraphSource;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::Outcome;
use super::sources::{self, SubgraphArgument};
use crate::config::{Config, Overlay, ProcessEnvironment, SubgraphConfig, SupergraphSource};
use crate::gateway::Gateway;
use crate::subgraph::fetch_sdl;
use crate::telemetry;

#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// A composed supergraph.
    #[arg(long, value_name = "FILE", conflicts_with = "subgraph")]
    supergraph: Option<PathBuf>,
    /// A subgraph to compose; asked for its SDL where no file is named. May be given several times.
    #[arg(long, value_name = "NAME=URL[=SDL_FILE]")]
    subgraph: Vec<SubgraphArgument>,
    /// The gateway's configuration.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to listen, such as 0.0.0.0:4000.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

impl Serve {
    pub(super) fn run(self) -> anyhow::Result<Outcome> {
        let config = self.config()?;
        telemetry::init(&config.log)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("cannot start")?;
        runtime.block_on(serve(config))
    }

    /// File, environment, flags.
    fn config(&self) -> anyhow::Result<Config> {
        let overlay = match &self.config {
            Some(path) => Overlay::from_file(path)?,
            None => Overlay::default(),
        };
        let mut config = Config::read(&overlay.environment(&ProcessEnvironment))?;
        if let Some(listen) = self.listen {
            config.listen = listen;
        }
        if let Some(file) = &self.supergraph {
            config.supergraph = SupergraphSource::File(file.clone());
        }
        if !self.subgraph.is_empty() {
            config.supergraph = SupergraphSource::Subgraphs;
        }
        for argument in &self.subgraph {
            let entry: &mut SubgraphConfig =
                config.subgraphs.entry(argument.name.clone()).or_default();
            entry.url = Some(argument.url.clone());
            entry.schema.clone_from(&argument.file);
        }
        Ok(config)
    }
}

async fn serve(config: Config) -> anyhow::Result<Outcome> {
    let sdl = match &config.supergraph {
        SupergraphSource::File(file) => sources::read(file)?,
        SupergraphSource::Subgraphs => compose(&config).await?,
        SupergraphSource::Given => {
            bail!("nothing to serve: name --supergraph, --subgraph or --config")
        }
    };
    let gateway = Gateway::build(config, &sdl)?;
    let bound = gateway.bind().await?;
    eprintln!(
        "portico-gateway: listening on http://{}/graphql",
        bound.local_addr()
    );
    let stop = CancellationToken::new();
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for signals")?;
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for signals")?;
    let signals = async {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        stop.cancel();
    };
    let (drained, ()) = tokio::join!(bound.run(stop.clone()), signals);
    match drained.cut {
        0 => eprintln!("portico-gateway: drained"),
        cut => eprintln!("portico-gateway: stopped, {cut} connections were cut off"),
    }
    Ok(Outcome::Fine)
}

/// Composes the configured subgraphs.
async fn compose(config: &Config) -> anyhow::Result<String> {
    let mut subgraphs = Vec::with_capacity(config.subgraphs.len());
    for (name, subgraph) in &config.subgraphs {
        let url = subgraph
            .url
            .as_ref()
            .with_context(|| format!("the subgraph {name} has no url"))?;
        let sdl = match &subgraph.schema {
            Some(file) => sources::read(file)?,
            None => fetch_sdl(url).await?,
        };
        subgraphs.push(SubgraphSource {
            name: name.clone(),
            url: url.to_string(),
            sdl,
            file: subgraph
                .schema
                .as_ref()
                .map(|file| file.display().to_string()),
        });
    }
    match gateway_composition::compose(&subgraphs) {
        Ok(composition) => Ok(composition.supergraph_sdl),
        Err(findings) => {
            eprint!(
                "{}",
                super::format::Format::Human.render(&findings, &subgraphs)
            );
            bail!("the subgraphs do not compose")
        }
    }
}
