//! One case, both ways: what the gateway's crates answer beside what one server with all the data answers.

mod compare;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use apollo_compiler::ExecutableDocument;
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use gateway_composition::{Severity, SubgraphSource, compose};
use gateway_executor::{
    CompiledPlan, ExecutionInput, Limits, SubgraphClient, SubgraphFailure, SubgraphRequest,
    SubgraphResponse, Variables, execute,
};
use gateway_plan::Plan;
use gateway_plan::check::{Input, check};
use gateway_planner::{PlanOptions, normalize, plan};
use gateway_supergraph::Supergraph;
use serde_json::Value;

use crate::case::{Settings, Subgraph};
use crate::graph::Graph;
use crate::server::{subgraph_answer, whole_answer};

/// Subgraphs, composed, with servers for each of them and for the whole.
#[derive(Debug)]
pub struct Split {
    pub(crate) graph: Graph,
    pub(crate) supergraph: Supergraph,
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
        Ok(Self { graph, supergraph })
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
        let plan = match self.plan(&document, settings) {
            Ok(plan) => plan,
            Err(verdict) => return verdict,
        };
        let printed = plan.to_string();
        let client = Client {
            split: self,
            settings,
            state: AtomicU64::new(0),
            faults: Mutex::default(),
        };
        let compiled = CompiledPlan::new(Arc::new(plan));
        let input = ExecutionInput {
            variables,
            limits: Limits {
                errors: compare::ERRORS,
                ..Limits::default()
            },
            ..ExecutionInput::default()
        };
        let output = futures::executor::block_on(execute(&compiled, input, &client));
        let faults = client.faults.into_inner().unwrap_or_default();
        if !faults.is_empty() {
            return Verdict::AskedWrongly(format!("{}\n{printed}", faults.join("\n")));
        }
        let answered: Value = match serde_json::from_slice(&output.body) {
            Ok(answered) => answered,
            Err(why) => return Verdict::Different(format!("no JSON: {why}\n{printed}")),
        };
        let types = compare::Types::of(&document, settings.operation_name.as_deref());
        match compare::difference(&expected, &answered, settings, &types) {
            None => Verdict::Same,
            Some(difference) => Verdict::Different(format!(
                "{difference}\nexpected: {}\nanswered: {answered}\n{printed}",
                expected.to_json()
            )),
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
        document: &Valid<ExecutableDocument>,
        settings: &Settings,
    ) -> Result<Plan, Verdict> {
        let name = settings.operation_name.as_deref();
        let limits = gateway_planner::Limits::default();
        let options = PlanOptions {
            overrides: settings.labels.clone(),
            ..PlanOptions::default()
        };
        let plan = normalize(&self.supergraph, document, name, &limits)
            .and_then(|operation| plan(&self.supergraph, &operation, &options))
            .map_err(|error| Verdict::NotPlanned(error.to_string()))?;
        let input = Input {
            supergraph: &self.supergraph,
            document,
            operation_name: name,
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

/// Calls the subgraphs, and notes what they were asked that they must not be asked.
struct Client<'a> {
    split: &'a Split,
    settings: &'a Settings,
    state: AtomicU64,
    faults: Mutex<Vec<String>>,
}

impl SubgraphClient for Client<'_> {
    async fn fetch(
        &self,
        request: SubgraphRequest<'_>,
    ) -> Result<SubgraphResponse, SubgraphFailure> {
        if self.settings.down.contains(request.subgraph) {
            return Err(SubgraphFailure::Unreachable);
        }
        let graph = &self.split.graph;
        let answer = match graph.home_named(request.subgraph) {
            Some(home) => subgraph_answer(graph, home, &request.body, self.settings, &self.state),
            None => Err("there is no such subgraph".to_owned()),
        };
        match answer {
            Ok(answer) => Ok(SubgraphResponse {
                status: 200,
                body: answer.to_json().to_string().into(),
            }),
            Err(fault) => {
                if let Ok(mut faults) = self.faults.lock() {
                    faults.push(format!("{}: {fault}", request.subgraph));
                }
                Err(SubgraphFailure::Unreachable)
            }
        }
    }
}
