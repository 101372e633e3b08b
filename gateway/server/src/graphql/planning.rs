//! Plans: made once for all requests that are alike in what shapes a plan, on a bounded number of threads.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use gateway_executor::CompiledPlan;
use gateway_planner::{Demands, Grants, OperationCost, PlanError, PlanOptions};
use gateway_supergraph::Supergraph;
use moka::future::Cache;
use tokio::sync::Semaphore;

use super::document::Document;
use super::introspection::Remembered;
use crate::error::{ErrorCode, Rejection};
use crate::metrics::CacheMetrics;

/// A plan, its compiled form and their keys take about four times the plan's JSON.
const BYTES_PER_JSON_BYTE: usize = 4;

/// All that a plan depends on besides the supergraph.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PlanKey {
    /// [`Document::id`]
    pub(crate) document: u64,
    pub(crate) operation: Option<String>,
    /// Only what decides about fields of this operation: callers alike in that share the plan.
    pub(crate) grants: Grants,
    /// The progressive overrides that hold for this request.
    pub(crate) overrides: BTreeSet<String>,
    /// The variables of `@defer(if:)` that are true; `None`: the answer comes whole.
    pub(crate) deferred: Option<BTreeSet<String>>,
}

/// A plan ready to run.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) compiled: CompiledPlan,
    pub(crate) introspection: Remembered,
    /// Estimated bytes of memory.
    weight: u32,
    /// How often it was asked for, wrapping; says which plans are worth making anew for a later supergraph.
    uses: AtomicU32,
}

/// Makes and remembers plans.
#[derive(Debug)]
pub(crate) struct Plans {
    supergraph: Arc<Supergraph>,
    limits: gateway_planner::Limits,
    known: Cache<PlanKey, Arc<Planned>, ahash::RandomState>,
    /// Planning is pure computation: more of it at once than there are cores helps nobody.
    workers: Arc<Semaphore>,
}

impl Plans {
    pub(crate) fn new(supergraph: Arc<Supergraph>, selections: usize, max_bytes: u64) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            supergraph,
            limits: gateway_planner::Limits {
                selections,
                ..gateway_planner::Limits::default()
            },
            known: Cache::builder()
                .max_capacity(max_bytes)
                .weigher(|_: &PlanKey, planned: &Arc<Planned>| planned.weight)
                .build_with_hasher(ahash::RandomState::new()),
            workers: Arc::new(Semaphore::new(cores)),
        }
    }

    /// The plan of that key. Requests that ask for the same one at the same time wait for one planning.
    pub(crate) async fn get(
        &self,
        key: PlanKey,
        document: &Arc<Document>,
        metrics: &CacheMetrics,
    ) -> Result<Arc<Planned>, Rejection> {
        let known = self.known.get(&key).await;
        metrics.record(known.is_some());
        if let Some(planned) = known {
            planned.uses.fetch_add(1, Ordering::Relaxed);
            return Ok(planned);
        }
        // A large future, which the many requests that do not come here need not carry.
        Box::pin(self.keep(key, document)).await
    }

    /// Makes and remembers the plan of that key, if it is not there; nothing is counted.
    pub(crate) async fn keep(
        &self,
        key: PlanKey,
        document: &Arc<Document>,
    ) -> Result<Arc<Planned>, Rejection> {
        let planning = self.make(key.clone(), document.clone());
        let planned = self.known.try_get_with(key, planning).await;
        planned.map_err(|rejection| Rejection::clone(&rejection))
    }

    /// The keys of the plans that are asked for most, at most so many.
    pub(crate) fn hottest(&self, count: usize) -> Vec<PlanKey> {
        let mut known: Vec<(u32, Arc<PlanKey>)> = self
            .known
            .iter()
            .map(|(key, planned)| (planned.uses.load(Ordering::Relaxed), key))
            .collect();
        known.sort_by_key(|(uses, _)| std::cmp::Reverse(*uses));
        let hottest = known.into_iter().take(count);
        hottest.map(|(_, key)| PlanKey::clone(&key)).collect()
    }

    /// What the operation asks of its caller, and what it costs, to be remembered with the document.
    pub(crate) fn study(
        &self,
        document: &Document,
        operation: Option<&str>,
    ) -> Result<(Demands, OperationCost), Rejection> {
        let normalized = gateway_planner::normalize(
            &self.supergraph,
            &document.executable,
            operation,
            &self.limits,
        );
        let normalized = normalized.map_err(|error| refusal(&error))?;
        let demands = gateway_planner::demands(&self.supergraph, &normalized);
        Ok((demands, OperationCost::of(&self.supergraph, normalized)))
    }

    async fn make(&self, key: PlanKey, document: Arc<Document>) -> Result<Arc<Planned>, Rejection> {
        let permit = self.workers.clone().acquire_owned().await;
        let permit = permit.expect("the workers are never closed");
        let (supergraph, limits) = (self.supergraph.clone(), self.limits.clone());
        let work = move || {
            let _working = permit;
            compile(&supergraph, &limits, &document, &key)
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(planned) => planned,
            Err(panicked) => Err(Rejection::internal(&panicked)),
        }
    }
}

/// The pure part of the pipeline, stage by stage.
fn compile(
    supergraph: &Supergraph,
    limits: &gateway_planner::Limits,
    document: &Document,
    key: &PlanKey,
) -> Result<Arc<Planned>, Rejection> {
    let options = PlanOptions {
        overrides: key.overrides.clone(),
        ..PlanOptions::default()
    };
    let (executable, name) = (&document.executable, key.operation.as_deref());
    let normalized = match &key.deferred {
        None => gateway_planner::normalize(supergraph, executable, name, limits),
        Some(variables) => {
            gateway_planner::normalize_deferring(supergraph, executable, name, limits, variables)
        }
    };
    let plan = normalized
        .map(|operation| gateway_planner::authorize(supergraph, operation, &key.grants))
        .and_then(|operation| gateway_planner::plan(supergraph, &operation, &options))
        .map_err(|error| refusal(&error))?;
    let weight = weigh(&plan);
    Ok(Arc::new(Planned {
        compiled: CompiledPlan::new(Arc::new(plan)),
        introspection: Remembered::new(),
        weight,
        uses: AtomicU32::new(0),
    }))
}

fn weigh(plan: &gateway_plan::Plan) -> u32 {
    let mut counter = ByteCounter(0);
    // Writing to a counter cannot fail, and a plan is plain data; were it otherwise, the plan would count as huge.
    let counted = serde_json::to_writer(&mut counter, plan);
    match counted {
        Ok(()) => {
            u32::try_from(counter.0.saturating_mul(BYTES_PER_JSON_BYTE) + 2048).unwrap_or(u32::MAX)
        }
        Err(_) => u32::MAX,
    }
}

struct ByteCounter(usize);

impl io::Write for ByteCounter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn refusal(error: &PlanError) -> Rejection {
    let code = match error {
        PlanError::UnknownOperation { .. } | PlanError::AmbiguousOperation => {
            ErrorCode::OperationResolutionFailure
        }
        PlanError::TooComplex { .. } | PlanError::Cancelled => ErrorCode::QueryTooComplex,
        PlanError::TooDeep { .. } => ErrorCode::DepthLimitExceeded,
        PlanError::NoRootType { .. } => ErrorCode::GraphqlValidationFailed,
    };
    Rejection::new(code, error.to_string())
}
