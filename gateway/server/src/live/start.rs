//! The first supergraph: from a file, from the subgraphs, or, where subgraphs are missing, from an earlier run.

use std::path::PathBuf;
use std::sync::Arc;

use gateway_composition::{Diagnostic, SubgraphSource, compose};

use super::candidate::codes;
use super::keep::{Live, Watched};
use super::sources::{Round, Sources, Unread};
use super::state::{LastGood, StateError, StateFolder};
use super::status::{Standing, Trouble};
use crate::config::{Config, SupergraphSource};
use crate::error::chain;
use crate::identity::{IdentityError, IdentitySigner};
use crate::operations::{self, OperationsError};
use crate::subgraph::{SdlClient, SdlError};
use crate::supergraph_id::SupergraphId;

/// Why there is no supergraph to begin with.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "nothing to serve: name --supergraph FILE, --subgraph NAME=URL, or a --config FILE that names them"
    )]
    Nothing,
    #[error("cannot read the supergraph {}", path.display())]
    Supergraph {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the subgraph {name} has no url")]
    NoUrl { name: String },
    #[error("identities cannot be signed")]
    Identity(#[source] IdentityError),
    #[error(transparent)]
    Client(SdlError),
    #[error(transparent)]
    State(StateError),
    #[error(transparent)]
    Operations(OperationsError),
    #[error("the SDL of {} is not known: {}", names(.0), reasons(.0))]
    Missing(Vec<(String, String)>),
    #[error("the subgraphs do not compose: {}", codes(findings))]
    DoesNotCompose {
        findings: Vec<Diagnostic>,
        sources: Vec<SubgraphSource>,
    },
}

fn names(missing: &[(String, String)]) -> String {
    let names: Vec<&str> = missing.iter().map(|(name, _)| name.as_str()).collect();
    names.join(", ")
}

fn reasons(missing: &[(String, String)]) -> String {
    let reasons: Vec<&str> = missing.iter().map(|(_, why)| why.as_str()).collect();
    reasons.join("; ")
}

/// What to serve first, and what keeps it up to date.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) supergraph_sdl: String,
    pub(crate) standing: Standing,
    pub(crate) live: Live,
}

/// Finds the first supergraph.
pub(crate) async fn open(config: &Config) -> Result<Opened, OpenError> {
    // Read for its faults: a folder that is not there is to be told at start, not at the first change.
    operations::read(&config.composition.operations).map_err(OpenError::Operations)?;
    match &config.supergraph {
        SupergraphSource::Given => Err(OpenError::Nothing),
        SupergraphSource::File(path) => {
            let sdl =
                tokio::fs::read_to_string(path)
                    .await
                    .map_err(|source| OpenError::Supergraph {
                        path: path.clone(),
                        source,
                    })?;
            let interval = config.composition.watch_interval;
            if config.composition.state_dir.is_some() {
                tracing::warn!("the state folder is for composed supergraphs and stays empty");
            }
            let watched = Watched::file(path.clone(), sdl.clone(), interval);
            Ok(Opened {
                standing: Standing::new(SupergraphId::of(&sdl)),
                supergraph_sdl: sdl,
                live: Live::new(watched, None, None),
            })
        }
        SupergraphSource::Subgraphs => compose_first(config).await,
    }
}

async fn compose_first(config: &Config) -> Result<Opened, OpenError> {
    let folder = config.composition.state_dir.as_deref();
    let state = folder
        .map(StateFolder::open)
        .transpose()
        .map_err(OpenError::State)?;
    let mut sources = sources(config)?;
    let round = sources.read_first().await;
    let last = state.as_ref().and_then(last_good);
    let first = first(&mut sources, &round.unread, last).await?;
    let unsaved = first.composed_of.as_ref();
    let unsaved = unsaved.map(|inputs| LastGood::new(&first.supergraph_sdl, inputs));
    Ok(Opened {
        standing: standing(&first, round),
        supergraph_sdl: first.supergraph_sdl,
        live: Live::new(Watched::Subgraphs(sources), state, unsaved),
    })
}

fn sources(config: &Config) -> Result<Sources, OpenError> {
    let signer = config.identity.as_ref().map(IdentitySigner::new);
    let signer = signer.transpose().map_err(OpenError::Identity)?;
    let limits = &config.composition;
    let client = SdlClient::new(signer.map(Arc::new), limits.fetch_timeout, limits.max_sdl);
    let client = client.map_err(OpenError::Client)?;
    Sources::new(config, client).map_err(|name| OpenError::NoUrl { name })
}

/// A state that cannot be read is none: the gateway starts as it would without, and says so.
fn last_good(state: &StateFolder) -> Option<LastGood> {
    match state.load() {
        Ok(last) => last,
        Err(error) => {
            tracing::warn!(
                error.chain = chain(&error),
                "there is no last good supergraph"
            );
            None
        }
    }
}

/// What is served first.
struct First {
    supergraph_sdl: String,
    /// `None`: it is that of an earlier run.
    composed_of: Option<Vec<SubgraphSource>>,
    failure: Option<Trouble>,
}

async fn first(
    sources: &mut Sources,
    unread: &[Unread],
    last: Option<LastGood>,
) -> Result<First, OpenError> {
    if !unread.is_empty() {
        let Some(last) = &last else {
            let missing = unread.iter();
            let missing = missing.map(|unread| (unread.name.to_string(), unread.why.clone()));
            return Err(OpenError::Missing(missing.collect()));
        };
        for unread in unread {
            tracing::warn!(
                subgraph.name = &*unread.name,
                error.chain = unread.why,
                "no SDL; that of an earlier run counts"
            );
        }
        for known in &last.subgraphs {
            sources.fill_in(&known.name, &known.sdl);
        }
    }
    let Some(inputs) = sources.inputs() else {
        let last = last.expect("without it, a missing subgraph has ended this function");
        return Ok(First::of_earlier(
            last,
            "subgraphs are missing that it has not",
        ));
    };
    match composed(inputs.clone()).await {
        Ok(supergraph_sdl) => Ok(First {
            supergraph_sdl,
            composed_of: Some(inputs),
            failure: None,
        }),
        Err(findings) => match last {
            Some(last) => {
                super::candidate::log_findings(&findings);
                Ok(First::of_earlier(last, &codes(&findings)))
            }
            None => Err(OpenError::DoesNotCompose {
                findings,
                sources: inputs,
            }),
        },
    }
}

impl First {
    fn of_earlier(last: LastGood, why: &str) -> Self {
        tracing::error!(
            composition.failure = why,
            "the last good supergraph of an earlier run is served"
        );
        Self {
            supergraph_sdl: last.supergraph,
            composed_of: None,
            failure: Some(Trouble::now(why)),
        }
    }
}

async fn composed(inputs: Vec<SubgraphSource>) -> Result<String, Vec<Diagnostic>> {
    let work = tokio::task::spawn_blocking(move || compose(&inputs)).await;
    let composition = match work {
        Ok(result) => result?,
        Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
    };
    Ok(composition.supergraph_sdl)
}

fn standing(first: &First, round: Round) -> Standing {
    let mut standing = Standing::new(SupergraphId::of(&first.supergraph_sdl));
    standing.from_disk = first.composed_of.is_none();
    standing.failure.clone_from(&first.failure);
    for unread in round.unread {
        standing
            .missing
            .insert(unread.name, Trouble::now(unread.brief));
    }
    standing
}
