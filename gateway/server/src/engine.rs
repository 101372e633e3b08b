//! A supergraph and all that hangs on it: one value, so that a later supergraph replaces all of it at once.

mod warm;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use apollo_compiler::Node;
use apollo_compiler::executable::Operation;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use gateway_composition::usage::{Client, OperationUsage, footprint};
use gateway_executor::{ExecutionInput, Start, Variables};
use gateway_plan::OperationKind;
use gateway_planner::with_defer;
use gateway_supergraph::{OverrideLabel, Supergraph};
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::context::RequestContext;
use crate::error::{ErrorCode, Rejection};
use crate::graphql::{
    Deferrals, Document, Documents, Facts, GraphqlRequest, Introspection, PlanKey, Planned, Plans,
    coerce, is_asked,
};
use crate::metrics::Metrics;
use crate::subgraph::{Hops, HopsError};
use crate::supergraph_id::SupergraphId;
use crate::usage::UsageRecorder;

pub(crate) use warm::Refused;

/// Answers operations on one supergraph.
#[derive(Debug)]
pub(crate) struct Engine {
    /// Of the supergraph's text.
    pub(crate) id: SupergraphId,
    pub(crate) hops: Hops,
    /// Cancelled when a later engine has taken over: what runs ends on this one, what stays open moves.
    pub(crate) retired: CancellationToken,
    pub(crate) supergraph: Arc<Supergraph>,
    documents: Documents,
    plans: Plans,
    introspection: Introspection,
    labels: Vec<OverrideLabel>,
    /// Named labels that hold for every request.
    active_labels: BTreeSet<String>,
    max_response: usize,
    /// What one operation may be estimated to cost.
    max_cost: Option<u64>,
}

/// An operation of a valid document, not yet planned.
#[derive(Debug, Clone)]
pub(crate) struct Selected {
    document: Arc<Document>,
    operation: Node<Operation>,
}

impl Selected {
    pub(crate) fn kind(&self) -> OperationKind {
        if self.operation.is_query() {
            return OperationKind::Query;
        }
        if self.operation.is_mutation() {
            return OperationKind::Mutation;
        }
        OperationKind::Subscription
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.operation.name.as_ref().map(|name| name.as_str())
    }
}

/// An operation ready to run.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The engine that it was planned by, and that runs it to its end.
    pub(crate) engine: Arc<Engine>,
    pub(crate) planned: Arc<Planned>,
    pub(crate) input: ExecutionInput,
    /// As estimated, see [`gateway_planner::OperationCost`].
    pub(crate) cost: u64,
}

impl Engine {
    pub(crate) fn new(
        config: &Config,
        id: SupergraphId,
        supergraph: Supergraph,
        hops: Hops,
    ) -> Self {
        let api_schema = with_defer(&supergraph.api_schema);
        let supergraph = Arc::new(supergraph);
        Self {
            id,
            hops,
            retired: CancellationToken::new(),
            documents: Documents::new(api_schema.clone(), config.limits, config.caches.documents),
            plans: Plans::new(
                supergraph.clone(),
                config.limits.expanded_selections,
                config.caches.plans,
            ),
            introspection: Introspection::new(api_schema, config.introspection),
            labels: labels(&supergraph),
            active_labels: config.override_labels.clone(),
            max_response: config.subgraph_defaults.max_response,
            max_cost: config.limits.cost,
            supergraph,
        }
    }

    /// An engine for a later supergraph. Connections to subgraphs are shared, what was learned of documents is not.
    ///
    /// # Errors
    /// When the subgraphs of the new one cannot be called.
    pub(crate) fn successor(
        &self,
        config: &Config,
        id: SupergraphId,
        supergraph: Supergraph,
        metrics: &Metrics,
    ) -> Result<Self, HopsError> {
        let hops = self.hops.successor(config, &supergraph, metrics)?;
        Ok(Self::new(config, id, supergraph, hops))
    }

    /// Parses, limits, validates, and finds the operation.
    pub(crate) async fn select(
        &self,
        request: &GraphqlRequest,
        metrics: &Metrics,
    ) -> Result<Selected, Rejection> {
        let document = self
            .documents
            .get(&request.query, &metrics.document_cache)
            .await?;
        let operation = document
            .operation(request.operation_name.as_deref())?
            .clone();
        Ok(Selected {
            document,
            operation,
        })
    }

    /// Coerces the variables and plans.
    pub(crate) async fn prepare(
        self: &Arc<Self>,
        selected: &Selected,
        variables: &JsonMap,
        context: &RequestContext,
        metrics: &Metrics,
    ) -> Result<Prepared, Rejection> {
        let Selected {
            document,
            operation,
        } = selected;
        let variables = coerce(&self.supergraph.api_schema, operation, variables)?;
        let facts = document.facts(operation, || self.facts(selected))?;
        let value = |name: &str| variables.get(name)?.as_u64();
        let cost = facts.cost.with(&self.supergraph, value);
        if let Some(limit) = self.max_cost.filter(|limit| cost > *limit) {
            let message =
                format!("the operation is estimated to cost {cost}, and may cost {limit} at most");
            return Err(Rejection::new(ErrorCode::CostLimitExceeded, message));
        }
        let key = PlanKey {
            document: document.id,
            operation: selected.name().map(str::to_owned),
            grants: facts.demands.relevant(&context.caller.grants),
            overrides: self.overrides(context),
            deferred: facts.deferrals.decide(context.takes_parts, &variables),
        };
        let planned = self.plans.get(key, document, &metrics.plan_cache).await?;
        let start = self.start(selected, facts, &variables, &planned)?;
        let variables = variables_of(&variables)?;
        let limits = gateway_executor::Limits {
            answer_bytes: self.max_response,
            ..gateway_executor::Limits::default()
        };
        let input = ExecutionInput {
            variables,
            start,
            limits,
        };
        Ok(Prepared {
            engine: self.clone(),
            planned,
            input,
            cost,
        })
    }

    fn facts(&self, selected: &Selected) -> Result<Facts, Rejection> {
        let (demands, cost) = self.plans.study(&selected.document, selected.name())?;
        Ok(Facts {
            demands,
            cost,
            introspection: is_asked(&selected.document, &selected.operation),
            hash: OnceLock::new(),
            deferrals: Deferrals::of(&selected.document.executable, &selected.operation),
        })
    }

    /// Who used what, for the usage file.
    pub(crate) fn record(&self, selected: &Selected, client: &Client, usage: &UsageRecorder) {
        let known = selected
            .document
            .facts(&selected.operation, || self.facts(selected));
        // What cannot be planned was refused before it came here.
        let Ok(facts) = known else {
            return;
        };
        let hash = facts.hash.get_or_init(|| operation_hash(selected));
        usage.record(hash, client, || self.describe(selected));
    }

    fn describe(&self, selected: &Selected) -> OperationUsage {
        let Selected {
            document,
            operation,
        } = selected;
        let name = selected.name().map(str::to_owned);
        let mut usage = OperationUsage::new(name, operation.operation_type.name());
        let touched = footprint(&self.supergraph.api_schema, &document.executable, operation);
        usage.coordinates = touched.into_iter().map(Arc::from).collect();
        usage
    }

    fn start(
        &self,
        selected: &Selected,
        facts: &Facts,
        variables: &Valid<JsonMap>,
        planned: &Planned,
    ) -> Result<Start, Rejection> {
        if !facts.introspection {
            return Ok(Start::Empty);
        }
        let Selected {
            document,
            operation,
        } = selected;
        let answer =
            self.introspection
                .answer(document, operation, variables, &planned.introspection)?;
        Ok(Start::Introspection(answer))
    }

    /// The progressive overrides of this request. A caller who is known stays on one side of a rollout; for guests a
    /// share of requests is a share of traces.
    fn overrides(&self, context: &RequestContext) -> BTreeSet<String> {
        let place = match &context.caller.subject {
            Some(subject) => percentile(subject),
            None => context.trace.percentile(),
        };
        let holds = |label: &&OverrideLabel| match label {
            OverrideLabel::Percent(percent) => place < *percent,
            OverrideLabel::Named(name) => self.active_labels.contains(&**name),
        };
        self.labels
            .iter()
            .filter(holds)
            .map(gateway_planner::label_text)
            .collect()
    }
}

/// Where a caller stands among all callers, from 0 to 100: the same at every gateway and after every start.
fn percentile(subject: &str) -> f64 {
    let digest = Sha256::digest(subject.as_bytes());
    let number = u64::from_be_bytes(digest[..8].try_into().expect("a digest is longer"));
    // 10,000 steps are finer than any rollout.
    (number % 10_000) as f64 / 100.0
}

pub(crate) fn labels(supergraph: &Supergraph) -> Vec<OverrideLabel> {
    let types = supergraph
        .subgraphs
        .iter()
        .flat_map(|subgraph| subgraph.types.values());
    let fields = types.flat_map(|ty| ty.fields.values());
    let mut labels: Vec<OverrideLabel> = Vec::new();
    for label in fields.filter_map(|field| field.overrides.as_ref()?.label.as_ref()) {
        if !labels.contains(label) {
            labels.push(label.clone());
        }
    }
    labels
}

/// The same for the same document, however it is laid out.
fn operation_hash(selected: &Selected) -> Arc<str> {
    let mut hash = Sha256::new();
    hash.update(selected.name().unwrap_or_default());
    hash.update([0]);
    let text = selected.document.executable.serialize().no_indent();
    hash.update(text.to_string());
    let hash = hash.finalize();
    let digits = hash[..16].iter().map(|byte| format!("{byte:02x}"));
    Arc::from(digits.collect::<String>())
}

fn variables_of(variables: &Valid<JsonMap>) -> Result<Variables, Rejection> {
    let values = variables.iter().map(|(name, value)| (name.as_str(), value));
    Variables::new(values).map_err(|error| Rejection::internal(&error))
}
