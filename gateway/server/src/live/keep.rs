//! Keeping the supergraph up to date: read what is due, try what has changed, swap what passed.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::ago;
use super::candidate::{Candidate, Material, Refusal, Verdict, examine};
use super::sources::{Round, Sources, jittered};
use super::state::{LastGood, StateFolder};
use super::status::Trouble;
use crate::error::chain;
use crate::metrics::Composed;
use crate::operations;
use crate::service::Service;

/// What is looked at, and where the last good is kept.
#[derive(Debug)]
pub(crate) struct Live {
    watched: Watched,
    state: Option<StateFolder>,
    /// In force, and not on disk yet; tried again at every round.
    unsaved: Option<LastGood>,
    /// The last attempt failed for what may change by itself: the stored operations.
    retry: bool,
    /// What the log was told of the failure that lasts.
    told: Option<String>,
}

/// What the supergraph is made of.
#[derive(Debug)]
pub(super) enum Watched {
    File {
        path: PathBuf,
        /// What it said last; `None` after it could not be read.
        text: Option<String>,
        interval: Option<Duration>,
        due: Option<Instant>,
    },
    Subgraphs(Sources),
}

impl Watched {
    /// `text` is what it said when it was read first.
    pub(super) fn file(path: PathBuf, text: String, interval: Option<Duration>) -> Self {
        Self::File {
            path,
            text: Some(text),
            due: interval.map(|pause| Instant::now() + pause),
            interval,
        }
    }

    fn due(&self) -> Option<Instant> {
        match self {
            Self::File { due, .. } => *due,
            Self::Subgraphs(sources) => sources.due(),
        }
    }
}

impl Live {
    pub(super) fn new(
        watched: Watched,
        state: Option<StateFolder>,
        unsaved: Option<LastGood>,
    ) -> Self {
        Self {
            watched,
            state,
            unsaved,
            retry: false,
            told: None,
        }
    }

    /// Runs until it is dropped; at once over where nothing is to be looked at again.
    pub(crate) async fn keep(mut self, service: Arc<Service>) {
        warm_first(&service).await;
        self.save().await;
        while let Some(due) = self.watched.due() {
            tokio::time::sleep_until(due.into()).await;
            let material = self.look(&service).await;
            if let Some(material) = material {
                self.attempt(material, &service).await;
            }
            self.save().await;
        }
    }

    /// What is there to be tried: nothing while all is as it was.
    async fn look(&mut self, service: &Service) -> Option<Result<Material, Refusal>> {
        match &mut self.watched {
            Watched::File {
                path,
                text,
                interval,
                due,
            } => {
                *due = interval.map(|pause| Instant::now() + jittered(pause));
                match tokio::fs::read_to_string(&path).await {
                    Ok(read) if text.as_ref() == Some(&read) && !self.retry => None,
                    Ok(read) => {
                        *text = Some(read.clone());
                        let file = path.display().to_string();
                        Some(Ok(Material::Supergraph { file, sdl: read }))
                    }
                    Err(error) => {
                        *text = None;
                        Some(Err(Refusal::File(error)))
                    }
                }
            }
            Watched::Subgraphs(sources) => {
                let round = sources.read_due().await;
                let changed = round.changed;
                note(round, service);
                if !changed && !self.retry {
                    return None;
                }
                sources
                    .inputs()
                    .map(|inputs| Ok(Material::Subgraphs(inputs)))
            }
        }
    }

    async fn attempt(&mut self, material: Result<Material, Refusal>, service: &Arc<Service>) {
        let started = Instant::now();
        let (verdict, inputs) = match material {
            Ok(material) => {
                let inputs = match &material {
                    Material::Subgraphs(inputs) => inputs.clone(),
                    Material::Supergraph { .. } => Vec::new(),
                };
                (examine(material, service).await, inputs)
            }
            Err(refusal) => (Err(refusal), Vec::new()),
        };
        self.retry = matches!(verdict, Err(Refusal::Stored(_) | Refusal::Operations(_)));
        match verdict {
            Ok(Verdict::Same) => {
                self.recovered(service);
                service.metrics.composition.record(Composed::Unchanged);
                service.status.change(|standing| {
                    standing.failure = None;
                    standing.from_disk = false;
                });
            }
            Ok(Verdict::Passed(candidate)) => {
                self.unsaved = Some(LastGood::new(&candidate.supergraph_sdl, &inputs));
                self.recovered(service);
                swap(*candidate, service, started);
            }
            Err(refusal) => {
                service.metrics.composition.record(Composed::Refused);
                self.refused(&refusal, service);
            }
        }
    }

    fn refused(&mut self, refusal: &Refusal, service: &Service) {
        let told = refusal.told();
        if self.told.as_ref() != Some(&told) {
            refusal.log();
            self.told = Some(told);
        }
        service.status.change(|standing| {
            let since = standing.failure.take().map(|known| known.since);
            standing.failure = Some(Trouble {
                since: since.unwrap_or_else(SystemTime::now),
                what: refusal.brief(),
            });
        });
    }

    /// After failures, which the log has told.
    fn recovered(&mut self, service: &Service) {
        self.told = None;
        if let Some(failure) = service.status.standing().failure {
            tracing::info!(
                composition.failure = failure.what,
                failed_for = ago(failure.since),
                "what the sources say can be served again"
            );
        }
    }

    /// What could not be written is kept for the next round.
    async fn save(&mut self) {
        let (Some(state), Some(unsaved)) = (&self.state, self.unsaved.take()) else {
            return;
        };
        let state = state.clone();
        let work = move || {
            let saved = state.save(&unsaved);
            (saved, unsaved)
        };
        match tokio::task::spawn_blocking(work).await {
            Ok((Ok(()), _)) => {}
            Ok((Err(error), unsaved)) => {
                tracing::error!(
                    error.chain = chain(&error),
                    "the last good supergraph is not on disk"
                );
                self.unsaved = Some(unsaved);
            }
            Err(panicked) => tracing::error!(
                error.chain = chain(&panicked),
                "the last good supergraph is not on disk"
            ),
        }
    }
}

/// The stored operations are planned before their first request, also at start.
async fn warm_first(service: &Service) {
    let stored = match operations::read(&service.config.composition.operations) {
        Ok(stored) => stored,
        Err(error) => {
            tracing::warn!(
                error.chain = chain(&error),
                "stored operations are not planned"
            );
            return;
        }
    };
    let warmed = service.engines.current().warm_stored(&stored).await;
    for refused in &warmed.refused {
        tracing::warn!(
            graphql.document = refused.document,
            graphql.operation = refused.operation,
            error.code = refused.why.code.as_str(),
            "a stored operation is refused by the supergraph in force: {}",
            refused.message()
        );
    }
}

fn note(round: Round, service: &Service) {
    service.status.change(|standing| {
        for name in &round.read {
            if standing.missing.remove(name).is_some() {
                tracing::info!(subgraph.name = &**name, "the SDL is readable again");
            }
        }
        for unread in round.unread {
            service.metrics.composition.record(Composed::Unread);
            let known = standing.missing.get_mut(&unread.name);
            if let Some(known) = known {
                known.what = unread.brief;
                continue;
            }
            tracing::warn!(
                subgraph.name = &*unread.name,
                error.chain = unread.why,
                "no SDL; the last one counts"
            );
            let trouble = Trouble::now(unread.brief);
            standing.missing.insert(unread.name, trouble);
        }
    });
}

fn swap(candidate: Candidate, service: &Service, started: Instant) {
    let id = candidate.engine.id;
    service.engines.replace(candidate.engine);
    service.metrics.composition.record(Composed::Swapped);
    service.status.change(|standing| {
        standing.supergraph = id;
        standing.since = SystemTime::now();
        standing.from_disk = false;
        standing.failure = None;
    });
    tracing::info!(
        supergraph.id = %id,
        plans = candidate.planned,
        duration_ms = started.elapsed().as_secs_f64() * 1e3,
        "a new supergraph is in force"
    );
}
