//! Documents: parsed, limited and validated once, then remembered by their text.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use ahash::HashMap;
use apollo_compiler::ast;
use apollo_compiler::executable::Operation;
use apollo_compiler::parser::Parser;
use apollo_compiler::validation::{DiagnosticList, Valid};
use apollo_compiler::{ExecutableDocument, Name, Node, Schema};
use gateway_planner::{Demands, OperationCost};
use gateway_supergraph::one_of;
use moka::future::Cache;

use super::deferral::Deferrals;
use crate::config::Limits;
use crate::error::{ClientError, ErrorCode, Location, MAX_ERRORS, Rejection};
use crate::limits;
use crate::metrics::CacheMetrics;

/// Syntax trees take some twelve times their text.
const BYTES_PER_CHARACTER: usize = 12;

/// A valid document.
#[derive(Debug)]
pub(crate) struct Document {
    /// Names the document in the keys of plans: cheaper than its text, and never used again for another.
    pub(crate) id: u64,
    pub(crate) text: Arc<str>,
    pub(crate) executable: Valid<ExecutableDocument>,
    /// What is known of each operation, by its name.
    facts: HashMap<Option<Name>, OnceLock<Facts>>,
}

/// What is worked out once an operation.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) demands: Demands,
    pub(crate) cost: OperationCost,
    pub(crate) introspection: bool,
    /// Names the operation in usage files.
    pub(crate) hash: OnceLock<Arc<str>>,
    pub(crate) deferrals: Deferrals,
}

impl Document {
    /// What is known of an operation of this document; `find` is called at most a few times, when nothing is known yet.
    pub(crate) fn facts(
        &self,
        operation: &Operation,
        find: impl FnOnce() -> Result<Facts, Rejection>,
    ) -> Result<&Facts, Rejection> {
        let place = self
            .facts
            .get(&operation.name)
            .expect("every operation of the document has a place");
        if let Some(facts) = place.get() {
            return Ok(facts);
        }
        let found = find()?;
        Ok(place.get_or_init(|| found))
    }

    /// The operation to run.
    pub(crate) fn operation(&self, name: Option<&str>) -> Result<&Node<Operation>, Rejection> {
        self.executable.operations.get(name).map_err(|error| {
            Rejection::new(
                ErrorCode::OperationResolutionFailure,
                error.message().to_string(),
            )
        })
    }
}

/// Turns texts into documents and remembers the good ones. Refused ones are not remembered: their cost is bounded by
/// the limits, and a flood of them must not push out what is in use.
#[derive(Debug)]
pub(crate) struct Documents {
    schema: Arc<Valid<Schema>>,
    /// Some input type has `@oneOf`, of which the validation knows nothing.
    has_one_of: bool,
    limits: Limits,
    known: Cache<Arc<str>, Arc<Document>, ahash::RandomState>,
    next_id: AtomicU64,
}

impl Documents {
    pub(crate) fn new(schema: Arc<Valid<Schema>>, limits: Limits, max_bytes: u64) -> Self {
        let weigher = |_: &Arc<str>, document: &Arc<Document>| {
            u32::try_from(document.text.len() * BYTES_PER_CHARACTER + 1024).unwrap_or(u32::MAX)
        };
        Self {
            has_one_of: one_of::is_used(&schema),
            schema,
            limits,
            known: Cache::builder()
                .max_capacity(max_bytes)
                .weigher(weigher)
                .build_with_hasher(ahash::RandomState::new()),
            next_id: AtomicU64::new(0),
        }
    }

    /// The document of that text.
    pub(crate) async fn get(
        &self,
        text: &str,
        metrics: &CacheMetrics,
    ) -> Result<Arc<Document>, Rejection> {
        let known = self.known.get(text).await;
        metrics.record(known.is_some());
        if let Some(document) = known {
            return Ok(document);
        }
        let document = Arc::new(self.read(text)?);
        // A large future, which the many requests that do not come here need not carry.
        Box::pin(self.keep(&document)).await;
        Ok(document)
    }

    /// The document of that text, as [`Self::get`] gives it, by a caller that is no client: nothing is counted.
    ///
    /// Validation is computation; this is for threads that may be blocked.
    pub(crate) fn read(&self, text: &str) -> Result<Document, Rejection> {
        let tree = self.parse(text)?;
        limits::check(&tree, &self.limits)?;
        let executable = tree
            .to_executable_validate(&self.schema)
            .map_err(|invalid| refusal(ErrorCode::GraphqlValidationFailed, &invalid.errors))?;
        if self.has_one_of {
            self.check_one_of(&executable)?;
        }
        let names = executable
            .operations
            .iter()
            .map(|operation| operation.name.clone());
        Ok(Document {
            facts: names.map(|name| (name, OnceLock::new())).collect(),
            id: self.next_id.fetch_add(1, Ordering::Relaxed),
            text: Arc::from(text),
            executable,
        })
    }

    fn check_one_of(&self, document: &ExecutableDocument) -> Result<(), Rejection> {
        let faults = one_of::check(&self.schema, document);
        if faults.is_empty() {
            return Ok(());
        }
        let code = ErrorCode::GraphqlValidationFailed;
        let errors = faults.into_iter().take(MAX_ERRORS).map(|fault| {
            let mut error = ClientError::new(code, fault.message);
            let span = fault.location;
            let place = span.and_then(|span| span.line_column_range(&document.sources));
            error.locations.extend(place.map(|place| Location {
                line: place.start.line,
                column: place.start.column,
            }));
            error
        });
        Err(Rejection::several(code, errors.collect()))
    }

    /// The document of that text, where it is known.
    pub(crate) async fn remembered(&self, text: &str) -> Option<Arc<Document>> {
        self.known.get(text).await
    }

    /// Remembers a document that was [read](Self::read).
    pub(crate) async fn keep(&self, document: &Arc<Document>) {
        let text = document.text.clone();
        self.known.insert(text, document.clone()).await;
    }

    /// The texts that are remembered, by [`Document::id`].
    pub(crate) fn texts(&self) -> HashMap<u64, Arc<str>> {
        let known = self.known.iter();
        known
            .map(|(_, document)| (document.id, document.text.clone()))
            .collect()
    }

    fn parse(&self, text: &str) -> Result<ast::Document, Rejection> {
        let Limits {
            tokens, recursion, ..
        } = self.limits;
        let mut parser = Parser::new().token_limit(tokens).recursion_limit(recursion);
        let parsed = parser.parse_ast(text, "operation.graphql");
        if parser.tokens_reached() > tokens {
            let message = format!("the document has more than {tokens} tokens");
            return Err(Rejection::new(ErrorCode::TooManyTokens, message));
        }
        if parser.recursion_reached() > recursion {
            let message = format!("the document is nested more than {recursion} levels deep");
            return Err(Rejection::new(ErrorCode::RecursionLimitExceeded, message));
        }
        parsed.map_err(|invalid| refusal(ErrorCode::GraphqlParseFailed, &invalid.errors))
    }
}

fn refusal(code: ErrorCode, diagnostics: &DiagnosticList) -> Rejection {
    let errors = diagnostics.iter().take(MAX_ERRORS).map(|diagnostic| {
        let found = diagnostic.to_json();
        let mut error = ClientError::new(code, found.message);
        error.locations = found
            .locations
            .iter()
            .map(|place| Location {
                line: place.line,
                column: place.column,
            })
            .collect();
        error
    });
    Rejection::several(code, errors.collect())
}
