//! One data set, split into subgraphs in random ways: what the gateway answers equals what one server with all the data
//! answers, for random operations.
//!
//! `DIFFERENTIAL_SEEDS=from..to` runs other seeds than the ordinary run's, `DIFFERENTIAL_OPERATIONS=n` more operations a seed.

mod data;
mod dice;
mod generate;
mod interpreter;
mod operation;
mod world;

use std::ops::Range;
use std::sync::Arc;
use std::sync::Mutex;

use apollo_compiler::ExecutableDocument;
use gateway_composition::{SubgraphSource, compose};
use gateway_executor::{
    CompiledPlan, ExecutionInput, SubgraphClient, SubgraphFailure, SubgraphRequest,
    SubgraphResponse, Variables, execute,
};
use gateway_planner::{Limits, PlanOptions, normalize, plan};
use gateway_supergraph::Supergraph;
use serde_json::{Value, json};

use self::dice::Dice;
use self::interpreter::{Fake, whole_answer};
use self::operation::Operation;
use self::world::World;

/// A split of the data, composed, with its subgraphs at hand.
struct Split {
    world: World,
    supergraph: Supergraph,
    fakes: Vec<Fake>,
}

impl Split {
    fn of(seed: u64) -> Self {
        let world = generate::world(&mut Dice::new(seed));
        let sources: Vec<SubgraphSource> = world
            .sdls()
            .into_iter()
            .map(|(name, sdl)| SubgraphSource {
                name,
                url: String::new(),
                sdl,
                file: None,
            })
            .collect();
        let composition = compose(&sources)
            .unwrap_or_else(|findings| panic!("seed {seed}: {findings:#?}\n{sources:#?}"));
        let supergraph = Supergraph::parse(&composition.supergraph_sdl)
            .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        Self {
            fakes: (0..sources.len())
                .map(|home| Fake::new(home, &world))
                .collect(),
            world,
            supergraph,
        }
    }

    /// What is wrong with the gateway's answer, if anything.
    fn difference(&self, operation: &Operation) -> Option<String> {
        let text = operation.to_string();
        let variables = json!({ "a": operation.a, "b": operation.b, "n": 3 });
        let document =
            ExecutableDocument::parse_and_validate(&self.supergraph.api_schema, &text, "op")
                .unwrap_or_else(|invalid| panic!("{}\n{text}", invalid.errors));
        let expected = whole_answer(&self.world, &document, &variables);
        let planned = normalize(&self.supergraph, &document, None, &Limits::default())
            .and_then(|operation| plan(&self.supergraph, &operation, &PlanOptions::default()));
        let plan = match planned {
            Ok(plan) => plan,
            Err(error) => return Some(format!("not planned: {error}")),
        };
        let printed = plan.to_string();
        let client = Client {
            split: self,
            faults: Mutex::default(),
        };
        let compiled = CompiledPlan::new(Arc::new(plan));
        let input = ExecutionInput {
            variables: Variables::new(variables.as_object().unwrap()).unwrap(),
            ..ExecutionInput::default()
        };
        let output = futures::executor::block_on(execute(&compiled, input, &client));
        let answered: Value = serde_json::from_slice(&output.body).unwrap();
        let faults = client.faults.into_inner().unwrap();
        if answered == expected && faults.is_empty() {
            return None;
        }
        Some(format!(
            "faults: {faults:#?}\nexpected: {expected}\nanswered: {answered}\n{printed}"
        ))
    }

    /// The smallest operation found that still shows a difference.
    fn shrink(&self, mut operation: Operation) -> Operation {
        while let Some(smaller) = operation
            .smaller()
            .into_iter()
            .find(|smaller| self.difference(smaller).is_some())
        {
            operation = smaller;
        }
        operation
    }
}

/// Calls the fakes, and notes what they were asked that they must not be asked.
struct Client<'a> {
    split: &'a Split,
    faults: Mutex<Vec<String>>,
}

impl SubgraphClient for Client<'_> {
    async fn fetch(
        &self,
        request: SubgraphRequest<'_>,
    ) -> Result<SubgraphResponse, SubgraphFailure> {
        let home = self.split.world.home_named(request.subgraph);
        let answer = self.split.fakes[home].answer(&self.split.world, &request.body);
        match answer {
            Ok(answer) => Ok(SubgraphResponse {
                status: 200,
                body: answer.to_string().into(),
            }),
            Err(fault) => {
                let fault = format!("{} was asked wrongly: {fault}", request.subgraph);
                self.faults.lock().unwrap().push(fault);
                Err(SubgraphFailure::Unreachable)
            }
        }
    }
}

fn seeds() -> Range<u64> {
    let given = std::env::var("DIFFERENTIAL_SEEDS").ok();
    let range = given.as_deref().and_then(|text| {
        let (from, to) = text.split_once("..")?;
        Some(from.parse().ok()?..to.parse().ok()?)
    });
    range.unwrap_or(0..40)
}

fn operations() -> u64 {
    let given = std::env::var("DIFFERENTIAL_OPERATIONS").ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(12)
}

fn check(seed: u64) {
    let split = Split::of(seed);
    for round in 0..operations() {
        let mut dice = Dice::new(seed ^ ((round + 1) << 32));
        let operation = operation::random(&mut dice, &split.supergraph);
        if split.difference(&operation).is_some() {
            let small = split.shrink(operation);
            let difference = split.difference(&small).unwrap();
            let sdls = split.world.sdls();
            let sdls: Vec<String> = sdls
                .iter()
                .map(|(name, sdl)| format!("# {name}\n{sdl}"))
                .collect();
            panic!(
                "seed {seed}, round {round}\n{}\n{small}\n{difference}",
                sdls.join("\n")
            );
        }
    }
}

#[test]
fn the_gateway_answers_as_one_server_would() {
    for seed in seeds() {
        check(seed);
    }
}
