//! `portico-gateway serve`

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, bail};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::color::Color;
use super::format::{Format, Shown};
use super::origins::Origins;
use super::sources::{self, SubgraphArgument};
use super::{Outcome, output};
use crate::config::{
    Config, IdentityConfig, Overlay, ProcessEnvironment, Secret, SubgraphConfig, SupergraphSource,
};
use crate::gateway::{BuildError, Gateway};
use crate::live::OpenError;
use crate::telemetry;

#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// A composed supergraph.
    #[arg(long, value_name = "FILE", conflicts_with = "subgraph")]
    supergraph: Option<PathBuf>,
    /// A subgraph to compose; asked for its SDL where no file is named. May be given several times.
    #[arg(long, value_name = "NAME=URL[=SDL_FILE]")]
    subgraph: Vec<SubgraphArgument>,
    /// The gateway's configuration; its keys are listed in docs/gateway.md.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Signs who is calling (Ed25519, PKCS#8, PEM), for subgraphs that answer only the gateway.
    #[arg(long, value_name = "FILE")]
    identity_key: Option<PathBuf>,
    /// Keeps the last good supergraph in this folder, for a start that finds subgraphs missing.
    #[arg(long, value_name = "DIR")]
    state_dir: Option<PathBuf>,
    /// Where to listen, such as 0.0.0.0:4000.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

impl Serve {
    pub(super) fn run(self, color: Color) -> anyhow::Result<Outcome> {
        let config = self.config()?;
        let coloured = color.on(&std::io::stderr());
        telemetry::init_coloured(&config.log, coloured)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("cannot start")?;
        runtime.block_on(serve(config, coloured))
    }

    /// File, environment, flags.
    fn config(&self) -> anyhow::Result<Config> {
        let overlay = match &self.config {
            Some(path) => Overlay::from_file(path)?.expand(&ProcessEnvironment),
            None => Overlay::default(),
        };
        let mut config = Config::read(&overlay.environment(&ProcessEnvironment))?;
        if let Some(listen) = self.listen {
            config.listen = listen;
        }
        if let Some(file) = &self.identity_key {
            let key = sources::read(file)?;
            let said = config.identity.take();
            let mut identity = said.unwrap_or_else(|| IdentityConfig::new(String::new()));
            identity.key = Secret(key);
            config.identity = Some(identity);
        }
        if let Some(folder) = &self.state_dir {
            config.composition.state_dir = Some(folder.clone());
        }
        if let Some(file) = &self.supergraph {
            config.supergraph = SupergraphSource::File(file.clone());
        }
        if !self.subgraph.is_empty() {
            config.supergraph = SupergraphSource::Subgraphs;
        }
        let mut named = BTreeSet::new();
        for argument in &self.subgraph {
            if !named.insert(&argument.name) {
                bail!("the subgraph {} is named twice", argument.name);
            }
            let entry: &mut SubgraphConfig =
                config.subgraphs.entry(argument.name.clone()).or_default();
            entry.url = Some(argument.url.clone());
            entry.schema.clone_from(&argument.file);
        }
        Ok(config)
    }
}

async fn serve(config: Config, coloured: bool) -> anyhow::Result<Outcome> {
    let gateway = match Gateway::open(config).await {
        Ok(gateway) => gateway,
        Err(BuildError::Open(OpenError::DoesNotCompose { findings, sources })) => {
            let shown = Shown {
                sources: &sources,
                origins: &Origins::default(),
                anchor: None,
            };
            output::findings(&Format::Human.render(&findings, &shown, coloured));
            bail!("the subgraphs do not compose");
        }
        Err(error) => return Err(error.into()),
    };
    let bound = gateway.bind().await?;
    output::talk(format_args!(
        "listening on http://{}/graphql",
        bound.local_addr()
    ));
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
        0 => output::talk("drained"),
        cut => output::talk(format_args!(
            "stopped, {} cut off",
            match cut {
                1 => "1 connection was".to_owned(),
                cut => format!("{cut} connections were"),
            }
        )),
    }
    Ok(Outcome::Fine)
}
