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
    /// Those that the supergraph refuses.
    pub(crate) refused: Vec<Refused>,
}

/// An operation that a supergraph refuses, with why.
#[derive(Debug)]
pub(crate) struct Refused {
    /// Where it is stored; `None` for what a client sent.
    pub(crate) document: Option<String>,
    /// `None` for one without a name, and for a document that cannot be read at all.
    pub(crate) operation: Option<String>,
    pub(crate) why: Rejection,
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
            warmed.note(None, name, planned);
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
                    warmed.note(Some(&operation.name), None, Err(rejection));
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
                    operation: name.clone(),
                    grants: Grants::default(),
                    overrides: BTreeSet::new(),
                    deferred: None,
                };
                let planned = self.warm(&document, key).await;
                warmed.note(Some(&operation.name), name, planned);
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
    fn note(
        &mut self,
        document: Option<&String>,
        operation: Option<String>,
        planned: Result<(), Rejection>,
    ) {
        match planned {
            Ok(()) => self.planned += 1,
            Err(why) => self.refused.push(Refused {
                document: document.cloned(),
                operation,
                why,
            }),
        }
    }
}

impl Refused {
    /// `Page in web.json`, `Page`, `an operation without a name`
    pub(crate) fn name(&self) -> String {
        match (&self.operation, &self.document) {
            (Some(name), Some(document)) => format!("{name} of {document}"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => "an operation without a name".to_owned(),
        }
    }

    /// Whether it is an operation of these as well; a document that cannot be read at all is all of its operations.
    pub(crate) fn is_among(&self, others: &[Self]) -> bool {
        others.iter().any(|other| {
            self.document == other.document
                && (self.operation == other.operation || other.operation.is_none())
        })
    }

    pub(crate) fn message(&self) -> &str {
        let first = self.why.errors.first();
        first.map_or("", |error| error.message.as_str())
    }
}
