//! A supergraph that might be served next: composed, read back, planned for. Or why it is not served.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use gateway_composition::check::StoredOperation;
use gateway_composition::{Diagnostic, Severity, SubgraphSource, compose};
use gateway_supergraph::{Supergraph, SupergraphError};

use crate::engine::{Engine, Refused};
use crate::error::chain;
use crate::operations::{self, OperationsError};
use crate::service::Service;
use crate::subgraph::HopsError;
use crate::supergraph_id::SupergraphId;

/// A change need not wait longer for plans that would also be made when they are asked for.
const WARM_TIME: Duration = Duration::from_secs(10);
/// Lines of the log for one refusal.
const MAX_LINES: usize = 20;

/// Why a supergraph is not served.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("{}", codes(.0))]
    Findings(Vec<Diagnostic>),
    #[error("the supergraph cannot be read")]
    Supergraph(#[source] SupergraphError),
    #[error("the subgraphs cannot be called")]
    Hops(#[source] HopsError),
    #[error("stored operations cannot be read")]
    Stored(#[source] OperationsError),
    #[error("stored operations would be refused: {}", briefly(.0))]
    Operations(Vec<Refused>),
    #[error("the supergraph file cannot be read")]
    File(#[source] std::io::Error),
    #[error("the work on it failed")]
    Panicked(#[source] tokio::task::JoinError),
}

/// What to serve next.
#[derive(Debug, Clone)]
pub(super) enum Material {
    Subgraphs(Vec<SubgraphSource>),
    /// Composed elsewhere.
    Supergraph {
        file: String,
        sdl: String,
    },
}

/// A candidate that passed.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) engine: Arc<Engine>,
    pub(super) supergraph_sdl: String,
    pub(super) planned: usize,
}

/// What became of material.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It makes the supergraph that is in force.
    Same,
    Passed(Box<Candidate>),
}

/// Composes and checks, on threads that may be blocked.
pub(super) async fn examine(
    material: Material,
    service: &Arc<Service>,
) -> Result<Verdict, Refusal> {
    let current = service.engines.current();
    let (before, shared) = (current.clone(), service.clone());
    let build = move || build(material, &before, &shared);
    let built = tokio::task::spawn_blocking(build).await;
    let Some((engine, supergraph_sdl)) = built.map_err(Refusal::Panicked)?? else {
        return Ok(Verdict::Same);
    };
    let planned = check_operations(&engine, &current, service).await?;
    Ok(Verdict::Passed(Box::new(Candidate {
        engine,
        supergraph_sdl,
        planned,
    })))
}

type Built = Option<(Arc<Engine>, String)>;

fn build(material: Material, before: &Engine, service: &Service) -> Result<Built, Refusal> {
    let (file, sdl) = match material {
        Material::Subgraphs(inputs) => {
            let composition = compose(&inputs).map_err(Refusal::Findings)?;
            ("supergraph.graphql".to_owned(), composition.supergraph_sdl)
        }
        Material::Supergraph { file, sdl } => (file, sdl),
    };
    let id = SupergraphId::of(&sdl);
    if id == before.id {
        return Ok(None);
    }
    let supergraph = Supergraph::parse_file(&sdl, &file).map_err(Refusal::Supergraph)?;
    let engine = before
        .successor(&service.config, id, supergraph, &service.metrics)
        .map_err(Refusal::Hops)?;
    Ok(Some((Arc::new(engine), sdl)))
}

/// Plans what clients are known to send. A stored operation that would be refused from now on is a reason not to serve;
/// one that is refused already is not, and neither is one that was only seen, or any client could stop every change by
/// its typing errors.
async fn check_operations(
    engine: &Arc<Engine>,
    before: &Arc<Engine>,
    service: &Service,
) -> Result<usize, Refusal> {
    let config = &service.config.composition;
    let stored = operations::read(&config.operations).map_err(Refusal::Stored)?;
    let warmed = engine.warm_stored(&stored).await;
    let refused = newly_refused(warmed.refused, &stored, before).await;
    if !refused.is_empty() {
        return Err(Refusal::Operations(refused));
    }
    let seen = engine.warm_from(before, config.warm_plans, WARM_TIME);
    let seen = seen.await;
    if !seen.refused.is_empty() {
        let names: BTreeSet<String> = seen.refused.iter().map(Refused::name).collect();
        let names: Vec<String> = names.into_iter().take(MAX_LINES).collect();
        tracing::warn!(
            operations = seen.refused.len(),
            operations.names = names.join(", "),
            "operations that clients sent will be refused by the new supergraph"
        );
    }
    Ok(warmed.planned + seen.planned)
}

/// Those that the supergraph in force takes.
async fn newly_refused(
    refused: Vec<Refused>,
    stored: &[StoredOperation],
    before: &Arc<Engine>,
) -> Vec<Refused> {
    let documents: BTreeSet<&String> = refused.iter().filter_map(|r| r.document.as_ref()).collect();
    let concerned = stored.iter().filter(|one| documents.contains(&one.name));
    let concerned: Vec<StoredOperation> = concerned.cloned().collect();
    let already = before.warm_stored(&concerned).await.refused;
    let is_new = |one: &Refused| !one.is_among(&already);
    refused.into_iter().filter(is_new).collect()
}

/// Names and codes only.
fn briefly(refused: &[Refused]) -> String {
    let told = refused.iter().take(MAX_LINES);
    let told = told.map(|one| format!("{} ({})", one.name(), one.why.code.as_str()));
    let told: Vec<String> = told.collect();
    match refused.len().saturating_sub(MAX_LINES) {
        0 => told.join(", "),
        more => format!("{} and {more} more", told.join(", ")),
    }
}

impl Refusal {
    /// For whoever may ask whether the gateway is ready: one line, and nothing of what a text says.
    pub(super) fn brief(&self) -> String {
        match self {
            Self::Supergraph(error) => format!("{self}: {}", error.code()),
            Self::Findings(_)
            | Self::Hops(_)
            | Self::Stored(_)
            | Self::Operations(_)
            | Self::File(_)
            | Self::Panicked(_) => chain(self),
        }
    }

    /// What the log says of it, so that the same is not told again at every attempt.
    pub(super) fn told(&self) -> String {
        match self {
            Self::Findings(findings) => findings.iter().map(|one| format!("{one}\n")).collect(),
            Self::Operations(refused) => {
                let line = |one: &Refused| format!("{}: {}\n", one.name(), one.message());
                refused.iter().map(line).collect()
            }
            Self::Supergraph(SupergraphError::InvalidGraphql { diagnostics }) => {
                diagnostics.clone()
            }
            Self::Supergraph(_)
            | Self::Hops(_)
            | Self::Stored(_)
            | Self::File(_)
            | Self::Panicked(_) => chain(self),
        }
    }

    /// Writes it to the log, each finding a line with its code.
    pub(super) fn log(&self) {
        match self {
            Self::Findings(findings) => log_findings(findings),
            Self::Operations(refused) => log_operations(refused),
            Self::Supergraph(SupergraphError::InvalidGraphql { diagnostics }) => {
                for line in diagnostics.lines().take(MAX_LINES) {
                    tracing::error!("{line}");
                }
            }
            Self::Supergraph(_)
            | Self::Hops(_)
            | Self::Stored(_)
            | Self::File(_)
            | Self::Panicked(_) => {}
        }
        tracing::error!(
            error.chain = chain(self),
            "the last good supergraph stays in force"
        );
    }
}

fn log_operations(refused: &[Refused]) {
    for one in refused.iter().take(MAX_LINES) {
        tracing::error!(
            graphql.document = one.document,
            graphql.operation = one.operation,
            error.code = one.why.code.as_str(),
            "a stored operation would be refused: {}",
            one.message()
        );
    }
}

/// Each finding a line with its code.
pub(super) fn log_findings(findings: &[Diagnostic]) {
    for finding in findings.iter().take(MAX_LINES) {
        let place = finding.places.first().map(ToString::to_string);
        tracing::error!(
            finding.code = finding.code,
            finding.place = place.as_deref(),
            "{}",
            finding.message
        );
    }
}

/// The codes of the errors, each once.
pub(super) fn codes(findings: &[Diagnostic]) -> String {
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    let codes: BTreeSet<&str> = errors.map(|finding| finding.code).collect();
    codes.into_iter().collect::<Vec<&str>>().join(", ")
}
