//! The workload's plan, and what the gateway's executor sends and gets when it runs it.

use std::sync::{Arc, Mutex};

use anyhow::{Context, anyhow};
use apollo_compiler::ExecutableDocument;
use bytes::Bytes;
use gateway_composition::{SubgraphSource, compose};
use gateway_executor::{
    CompiledPlan, ExecutionInput, SubgraphClient, SubgraphFailure, SubgraphRequest,
    SubgraphResponse, execute,
};
use gateway_plan::Plan;
use gateway_supergraph::Supergraph;

use crate::workload::{Answers, SUBGRAPHS, Service};

/// A request that was sent, and its answer.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    pub(crate) service: Service,
    pub(crate) request: Bytes,
    pub(crate) answer: Bytes,
}

/// One run of a plan.
#[derive(Debug)]
pub(crate) struct Recording {
    pub(crate) plan: Arc<Plan>,
    /// By fetch.
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) response: Bytes,
}

impl Recording {
    /// Plans a query and runs it once, without any network.
    ///
    /// # Errors
    /// When it cannot be planned, or a subgraph was not asked.
    pub(crate) fn of(query: &str) -> anyhow::Result<Self> {
        let plan = Arc::new(plan(query)?);
        let compiled = CompiledPlan::new(plan.clone());
        let client = Recorder::new(plan.fetches.len());
        let output =
            futures::executor::block_on(execute(&compiled, ExecutionInput::default(), &client));
        let exchanges = client
            .exchanges
            .into_inner()
            .expect("no recording has panicked");
        let exchanges: Option<Vec<Exchange>> = exchanges.into_iter().collect();
        Ok(Self {
            plan,
            exchanges: exchanges.context("a fetch of the plan was not sent")?,
            response: output.body,
        })
    }

    /// The requests in the steps in which they are sent at the earliest.
    pub(crate) fn waves(&self) -> Vec<Vec<Exchange>> {
        let mut waves: Vec<Vec<Exchange>> = Vec::new();
        let mut wave_of = Vec::new();
        for (fetch, exchange) in self.plan.fetches.iter().zip(&self.exchanges) {
            let after = fetch.needs.iter().map(|need| wave_of[need.0 as usize] + 1);
            let wave = after.max().unwrap_or(0);
            wave_of.push(wave);
            waves.resize_with(waves.len().max(wave + 1), Vec::new);
            waves[wave].push(exchange.clone());
        }
        waves
    }
}

/// The composed workload, each subgraph at the address of its place in the list, or at none.
pub(crate) fn supergraph_sdl_at(urls: &[String]) -> anyhow::Result<String> {
    let source = |(index, (name, sdl)): (usize, &(&str, &str))| SubgraphSource {
        name: (*name).to_owned(),
        url: urls.get(index).cloned().unwrap_or_default(),
        sdl: (*sdl).to_owned(),
        file: None,
    };
    let sources: Vec<SubgraphSource> = SUBGRAPHS.iter().enumerate().map(source).collect();
    let composition = compose(&sources).map_err(|findings| anyhow!("{findings:#?}"))?;
    Ok(composition.supergraph_sdl)
}

pub(crate) fn supergraph_sdl() -> anyhow::Result<String> {
    supergraph_sdl_at(&[])
}

pub(crate) fn plan(query: &str) -> anyhow::Result<Plan> {
    let supergraph = Supergraph::parse(&supergraph_sdl()?)?;
    let document =
        ExecutableDocument::parse_and_validate(&supergraph.api_schema, query, "query.graphql")
            .map_err(|invalid| anyhow!("{}", invalid.errors))?;
    let limits = gateway_planner::Limits::default();
    let operation = gateway_planner::normalize(&supergraph, &document, None, &limits)?;
    let options = gateway_planner::PlanOptions::default();
    Ok(gateway_planner::plan(&supergraph, &operation, &options)?)
}

/// Answers from the data, and remembers.
struct Recorder {
    answers: Mutex<Vec<Answers>>,
    exchanges: Mutex<Vec<Option<Exchange>>>,
}

impl Recorder {
    fn new(fetches: usize) -> Self {
        Self {
            answers: Mutex::new(Service::ALL.map(Answers::new).into()),
            exchanges: Mutex::new(vec![None; fetches]),
        }
    }
}

impl SubgraphClient for Recorder {
    async fn fetch(
        &self,
        request: SubgraphRequest<'_>,
    ) -> Result<SubgraphResponse, SubgraphFailure> {
        let service = Service::named(request.subgraph).ok_or(SubgraphFailure::Unreachable)?;
        let answer = {
            let mut answers = self.answers.lock().expect("no recording has panicked");
            answers[service as usize].answer(&request.body)
        };
        let answer = answer.map_err(|error| {
            eprintln!("{error:#}");
            SubgraphFailure::Rejected { status: 400 }
        })?;
        let exchange = Exchange {
            service,
            request: request.body,
            answer: answer.clone(),
        };
        let mut exchanges = self.exchanges.lock().expect("no recording has panicked");
        exchanges[request.fetch.0 as usize] = Some(exchange);
        Ok(SubgraphResponse {
            status: 200,
            body: answer,
        })
    }
}
