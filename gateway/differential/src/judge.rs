//! One case, both ways: what the gateway's crates answer beside what one server with all the data answers.

mod compare;
mod parts;

use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use bytes::Bytes;
use gateway_composition::{Severity, SubgraphSource, compose};
use gateway_executor::{
    CompiledPlan, ExecutionInput, Limits, Start, SubgraphClient, SubgraphFailure, SubgraphRequest,
    SubgraphResponse, Variables, execute,
};
use gateway_plan::Plan;
use gateway_plan::check::{Input, check};
use gateway_planner::{Grants, Operation, PlanError, PlanOptions, authorize, demands};
use gateway_planner::{normalize, normalize_deferring, plan, with_defer};
use gateway_supergraph::Supergraph;
use serde_json::Value;

use crate::case::{Settings, Subgraph};
use crate::graph::Graph;
use crate::server::{Answer, settle, subgraph_answer, whole_answer};

/// Subgraphs, composed, with servers for each of them and for the whole.
#[derive(Debug)]
pub struct Split {
    pub(crate) graph: Graph,
    pub(crate) supergraph: Supergraph,
    /// The API schema with `@defer`.
    deferrable: Arc<Valid<Schema>>,
}

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Same,
    /// The case is none: its operation is not valid, or the whole cannot answer it.
    Invalid(String),
    /// There is no plan.
    NotPlanned(String),
    /// The independent checker refuses the plan.
    Refused(String),
    /// A subgraph was asked what it must not be asked.
    AskedWrongly(String),
    /// The answers differ.
    Different(String),
    /// A crate of the gateway panicked.
    Panicked,
}

impl Verdict {
    /// Whether it is of the same kind; then a smaller case shows the same fault.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    pub fn is_same(&self) -> bool {
        *self == Self::Same
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same => f.write_str("same"),
            Self::Invalid(why) => write!(f, "no case: {why}"),
            Self::NotPlanned(why) => write!(f, "not planned: {why}"),
            Self::Refused(why) => write!(f, "plan refused by the checker: {why}"),
            Self::AskedWrongly(why) => write!(f, "asked wrongly: {why}"),
            Self::Different(why) => write!(f, "answers differ: {why}"),
            Self::Panicked => f.write_str("panicked"),
        }
    }
}

impl Split {
    /// Composes subgraphs.
    ///
    /// # Errors
    /// The composer's findings, or what is wrong with an SDL.
    pub fn of(subgraphs: &[Subgraph]) -> Result<Self, String> {
        let graph = Graph::of(subgraphs)?;
        let sources: Vec<SubgraphSource> = subgraphs
            .iter()
            .map(|(name, sdl)| SubgraphSource {
                name: name.clone(),
                url: String::new(),
                sdl: sdl.clone(),
                file: None,
            })
            .collect();
        let composition = compose(&sources).map_err(|findings| {
            let errors = findings.iter().filter(|it| it.severity == Severity::Error);
            let texts = errors.map(|it| format!("{}: {}", it.code, it.message));
            texts.collect::<Vec<String>>().join("\n")
        })?;
        let supergraph = Supergraph::parse(&composition.supergraph_sdl)
            .map_err(|error| format!("the supergraph cannot be read: {error}"))?;
        let deferrable = with_defer(&supergraph.api_schema);
        Ok(Self {
            graph,
            supergraph,
            deferrable,
        })
    }

    /// Compares the answers to one operation.
    pub fn judge(&self, operation: &str, settings: &Settings) -> Verdict {
        let judged = AssertUnwindSafe(|| self.compare(operation, settings));
        // The panic hook has said where.
        catch_unwind(judged).unwrap_or(Verdict::Panicked)
    }

    fn compare(&self, operation: &str, settings: &Settings) -> Verdict {
        let schema = &self.supergraph.api_schema;
        let document = match ExecutableDocument::parse_and_validate(schema, operation, "op") {
            Ok(document) => document,
            Err(invalid) => return Verdict::Invalid(format!("{}\n{operation}", invalid.errors)),
        };
        let expected = match whole_answer(&self.graph, schema, &document, settings) {
            Ok(expected) => expected,
            Err(why) => return Verdict::Invalid(why),
        };
        let variables = match self.variables(&document, settings) {
            Ok(variables) => variables,
            Err(why) => return Verdict::Invalid(why),
        };
        let asked = Asked {
            settings,
            variables,
            types: compare::Types::of(&self.graph, &document, settings.operation_name.as_deref()),
            expected,
        };
        let name = settings.operation_name.as_deref();
        match self.compare_whole(&document, &asked) {
            Err(verdict) => verdict,
            // Nulls end at fragments: what is left beside an error differs.
            Ok(answered) if answered.get("errors").is_some() || !settings.deferred => Verdict::Same,
            Ok(_) if parts::is_stream(&document, name) => Verdict::Same,
            // What is deferred below a mutation may see what a later one changed.
            Ok(_) if parts::sees_later_changes(&document, name) => Verdict::Same,
            Ok(_) => match self.compare_parts(operation, &asked) {
                Ok(()) => Verdict::Same,
                Err(verdict) => verdict,
            },
        }
    }

    /// The gateway's answer, if it is as good as the expected one.
    fn compare_whole(
        &self,
        document: &Valid<ExecutableDocument>,
        asked: &Asked<'_>,
    ) -> Result<Value, Verdict> {
        let settings = asked.settings;
        let name = settings.operation_name.as_deref();
        let normal = normalize(
            &self.supergraph,
            document,
            name,
            &gateway_planner::Limits::default(),
        );
        let plan = self.plan(normal, document, settings)?;
        let printed = plan.to_string();
        let client = Client::of(self, settings);
        let compiled = CompiledPlan::new(Arc::new(plan));
        let mut input = asked.input();
        if let Some(request) = compiled.subscription(&input.variables) {
            input.start = Start::Event(client.event(&request));
        }
        let run = execute(&compiled, input, &client);
        let output = futures::executor::block_on(run);
        client.verdict(&printed)?;
        let answered: Value = serde_json::from_slice(&output.body)
            .map_err(|why| Verdict::Different(format!("no JSON: {why}\n{printed}")))?;
        let mut expected = asked.expected.clone();
        settle(&mut expected.data, &answered["data"]);
        match compare::difference(&expected, &answered, settings, &asked.types) {
            None => Ok(answered),
            Some(difference) => Err(Verdict::Different(format!(
                "{difference}\nexpected: {}\nanswered: {answered}\n{printed}",
                expected.to_json()
            ))),
        }
    }

    /// Compares the parts of the answer, where some of it is deferred, with the whole.
    fn compare_parts(&self, operation: &str, asked: &Asked<'_>) -> Result<(), Verdict> {
        let settings = asked.settings;
        let document = parts::deferring(&self.deferrable, operation)
            .map_err(|why| Verdict::Invalid(format!("in parts: {why}")))?;
        let name = settings.operation_name.as_deref();
        let none = BTreeSet::new();
        let limits = gateway_planner::Limits::default();
        let normal = normalize_deferring(&self.supergraph, &document, name, &limits, &none);
        let plan = self.plan(normal, &document, settings)?;
        let printed = format!("{plan}\n{document}");
        let client = Client::of(self, settings);
        let compiled = CompiledPlan::new(Arc::new(plan));
        let run = parts::merged(&compiled, asked.input(), &client);
        let merged = futures::executor::block_on(run);
        client.verdict(&printed)?;
        let different = |why: &str| Verdict::Different(format!("in parts: {why}\n{printed}"));
        let merged = merged.map_err(|why| different(&why))?;
        let mut expected = asked.expected.clone();
        settle(&mut expected.data, &merged.data);
        match compare::difference_in_parts(&expected, &merged, settings, &asked.types) {
            None => Ok(()),
            Some(why) => Err(different(&format!(
                "{why}\nwhole: {}\nmerged: {}",
                expected.data, merged.data
            ))),
        }
    }

    /// As the gateway's server does it.
    fn variables(
        &self,
        document: &Valid<ExecutableDocument>,
        settings: &Settings,
    ) -> Result<Variables, String> {
        let operation = document.operations.get(settings.operation_name.as_deref());
        let operation = operation.map_err(|_| "no operation".to_owned())?;
        let text = serde_json::to_vec(&settings.variables).map_err(|why| why.to_string())?;
        let values: JsonMap = serde_json::from_slice(&text).map_err(|why| why.to_string())?;
        let schema = &self.supergraph.api_schema;
        let coerced = coerce_variable_values(schema, operation, &values)
            .map_err(|why| why.message().to_string())?;
        let pairs = coerced.iter().map(|(name, value)| (name.as_str(), value));
        Variables::new(pairs).map_err(|why| why.to_string())
    }

    fn plan(
        &self,
        normal: Result<Operation, PlanError>,
        document: &Valid<ExecutableDocument>,
        settings: &Settings,
    ) -> Result<Plan, Verdict> {
        let options = PlanOptions {
            overrides: settings.labels.clone(),
            ..PlanOptions::default()
        };
        let claims = &settings.claims;
        let caller = Grants {
            authenticated: claims.authenticated,
            scopes: claims.scopes.clone(),
            policies: claims.policies.clone(),
        };
        let plan = normal
            .map(|operation| authorized(&self.supergraph, operation, &caller))
            .and_then(|operation| plan(&self.supergraph, &operation, &options))
            .map_err(|error| Verdict::NotPlanned(error.to_string()))?;
        let input = Input {
            supergraph: &self.supergraph,
            document,
            operation_name: settings.operation_name.as_deref(),
            overrides: &settings.labels,
        };
        match check(&plan, &input) {
            Ok(()) => Ok(plan),
            Err(findings) => {
                let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
                Err(Verdict::Refused(format!("{}\n{plan}", findings.join("\n"))))
            }
        }
    }
}

/// As the gateway's server does it, for all callers who hold the same of what matters.
fn authorized(supergraph: &Supergraph, operation: Operation, caller: &Grants) -> Operation {
    let relevant = demands(supergraph, &operation).relevant(caller);
    authorize(supergraph, operation, &relevant)
}

/// What both ways of asking have in common.
struct Asked<'a> {
    settings: &'a Settings,
    variables: Variables,
    types: compare::Types,
    expected: Answer,
}

impl Asked<'_> {
    fn input(&self) -> ExecutionInput {
        ExecutionInput {
            variables: self.variables.clone(),
            limits: Limits {
                errors: compare::ERRORS,
                ..Limits::default()
            },
            ..ExecutionInput::default()
        }
    }
}

/// Calls the subgraphs, and notes what they were asked that they must not be asked.
struct Client<'a> {
    split: &'a Split,
    settings: &'a Settings,
    state: AtomicU64,
    faults: Mutex<Vec<String>>,
}

impl<'a> Client<'a> {
    fn of(split: &'a Split, settings: &'a Settings) -> Self {
        Self {
            split,
            settings,
            state: AtomicU64::new(0),
            faults: Mutex::default(),
        }
    }

    /// What a subgraph says; nothing, if it should not have been asked that.
    fn answer(&self, request: &SubgraphRequest<'_>) -> Option<Bytes> {
        let graph = &self.split.graph;
        let answer = match graph.home_named(request.subgraph) {
            Some(home) => subgraph_answer(graph, home, &request.body, self.settings, &self.state),
            None => Err("there is no such subgraph".to_owned()),
        };
        match answer {
            Ok(answer) => Some(answer.to_json().to_string().into()),
            Err(fault) => {
                if let Ok(mut faults) = self.faults.lock() {
                    faults.push(format!("{}: {fault}", request.subgraph));
                }
                None
            }
        }
    }

    /// An event of the stream that a request opens.
    fn event(&self, request: &SubgraphRequest<'_>) -> Bytes {
        self.answer(request).unwrap_or_default()
    }

    fn verdict(self, printed: &str) -> Result<(), Verdict> {
        let faults = self.faults.into_inner().unwrap_or_default();
        if faults.is_empty() {
            return Ok(());
        }
        Err(Verdict::AskedWrongly(format!(
            "{}\n{printed}",
            faults.join("\n")
        )))
    }
}

impl SubgraphClient for Client<'_> {
    async fn fetch(
        &self,
        request: SubgraphRequest<'_>,
    ) -> Result<SubgraphResponse, SubgraphFailure> {
        if self.settings.down.contains(request.subgraph) {
            return Err(SubgraphFailure::Unreachable);
        }
        let body = self.answer(&request);
        let body = body.ok_or(SubgraphFailure::Unreachable)?;
        Ok(SubgraphResponse { status: 200, body })
    }
}
