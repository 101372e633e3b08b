//! Plans for what clients are known to send, made before an engine is in force.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gateway_composition::check::StoredOperation;
use gateway_planner::{Grants, label_text};

use super::{Engine, Selected};
use crate::error::Rejection;
use crate::graphql::{Document, PlanKey};

/// What came of operations that are known.
#[derive(Debug, Default)]
pub(crate) struct Warmed {
    pub(crate) planned: usize,
    /// Names of those that the new supergraph refuses, with why.
    pub(crate) refused: Vec<(String, Rejection)>,
}

impl Engine {
    /// Plans what another engine is asked for most, for so long at most.
    pub(crate) async fn warm_from(
        self: &Arc<Self>,
        before: &Self,
        count: usize,
        time: Duration,
    ) -> Warmed {
        let until = Instant::now() + time;
        let texts = before.documents.texts();
        let labels: BTreeSet<String> = self.labels.iter().map(label_text).collect();
        let mut warmed = Warmed::default();
        for key in before.plans.hottest(count) {
            if Instant::now() > until {
                break;
            }
            let Some(text) = texts.get(&key.document) else {
                continue;
            };
            let overrides = key.overrides.intersection(&labels).cloned().collect();
            let name = key.operation.clone();
            let planned = match self.document(text).await {
                Ok(document) => self.warm(&document, PlanKey { overrides, ..key }).await,
                Err(rejection) => Err(rejection),
            };
            warmed.note(
                name.unwrap_or_else(|| "an anonymous operation".to_owned()),
                planned,
            );
        }
        warmed
    }

    /// Plans every operation of the documents, for a guest.
    pub(crate) async fn warm_stored(self: &Arc<Self>, stored: &[StoredOperation]) -> Warmed {
        let mut warmed = Warmed::default();
        for operation in stored {
            let document = match self.document(&operation.text).await {
                Ok(document) => document,
                Err(rejection) => {
                    warmed.refused.push((operation.name.clone(), rejection));
                    continue;
                }
            };
            let names = document.executable.operations.iter();
            let names: Vec<Option<String>> = names
                .map(|operation| operation.name.as_ref().map(ToString::to_string))
                .collect();
            for name in names {
                let key = PlanKey {
                    document: document.id,
                    operation: name,
                    grants: Grants::default(),
                    overrides: BTreeSet::new(),
                    deferred: None,
                };
                let planned = self.warm(&document, key).await;
                warmed.note(operation.name.clone(), planned);
            }
        }
        warmed
    }

    /// Reads a document off the request path.
    async fn document(self: &Arc<Self>, text: &str) -> Result<Arc<Document>, Rejection> {
        if let Some(known) = self.documents.remembered(text).await {
            return Ok(known);
        }
        let (engine, text) = (self.clone(), text.to_owned());
        let read = tokio::task::spawn_blocking(move || engine.documents.read(&text));
        let document = read
            .await
            .map_err(|panicked| Rejection::internal(&panicked))??;
        let document = Arc::new(document);
        self.documents.keep(&document).await;
        Ok(document)
    }

    /// Plans an operation of a document as `like` says; which document and grants matter is worked out anew.
    async fn warm(&self, document: &Arc<Document>, like: PlanKey) -> Result<(), Rejection> {
        let operation = document.operation(like.operation.as_deref())?.clone();
        let selected = Selected {
            document: document.clone(),
            operation,
        };
        let facts = document.facts(&selected.operation, || self.facts(&selected))?;
        let key = PlanKey {
            document: document.id,
            grants: facts.demands.relevant(&like.grants),
            ..like
        };
        self.plans.keep(key, document).await.map(drop)
    }
}

impl Warmed {
    fn note(&mut self, name: String, planned: Result<(), Rejection>) {
        match planned {
            Ok(()) => self.planned += 1,
            Err(rejection) => self.refused.push((name, rejection)),
        }
    }
}
