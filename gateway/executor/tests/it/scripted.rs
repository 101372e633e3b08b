//! Subgraphs that answer by script.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use gateway_executor::{
    CompiledPlan, Execution, ExecutionInput, ExecutionOutput, SubgraphClient, SubgraphFailure,
    SubgraphRequest, SubgraphResponse, Variables, execute,
};
use gateway_plan::{FetchId, Plan};
use serde_json::Value;
use tokio::sync::Semaphore;

/// What a fetch is answered with.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    Body {
        status: u16,
        body: Bytes,
    },
    Failure(SubgraphFailure),
    /// As the inner one, once the test lets it.
    Held(Arc<Semaphore>, Box<Reply>),
}

impl From<&str> for Reply {
    fn from(body: &str) -> Self {
        status(200, body)
    }
}

impl From<String> for Reply {
    fn from(body: String) -> Self {
        status(200, &body)
    }
}

impl From<SubgraphFailure> for Reply {
    fn from(failure: SubgraphFailure) -> Self {
        Self::Failure(failure)
    }
}

pub(crate) fn status(status: u16, body: &str) -> Reply {
    Reply::Body {
        status,
        body: Bytes::copy_from_slice(body.as_bytes()),
    }
}

/// A request that was sent.
#[derive(Debug, Clone)]
pub(crate) struct SentRequest {
    pub(crate) fetch: FetchId,
    pub(crate) subgraph: String,
    pub(crate) mutation: bool,
    /// Parsed, which also proves that it is JSON.
    pub(crate) body: Value,
}

impl SentRequest {
    pub(crate) fn representations(&self) -> String {
        self.variables()["representations"].to_string()
    }

    pub(crate) fn variables(&self) -> &Value {
        &self.body["variables"]
    }
}

/// Answers each fetch by its number.
#[derive(Debug, Default)]
pub(crate) struct Scripted {
    replies: Vec<Reply>,
    pub(crate) log: Mutex<Vec<SentRequest>>,
}

impl Scripted {
    pub(crate) fn new(replies: Vec<Reply>) -> Self {
        Self {
            replies,
            log: Mutex::default(),
        }
    }

    pub(crate) fn sent(&self) -> Vec<SentRequest> {
        self.log.lock().unwrap().clone()
    }
}

impl SubgraphClient for Scripted {
    async fn fetch(
        &self,
        request: SubgraphRequest<'_>,
    ) -> Result<SubgraphResponse, SubgraphFailure> {
        self.log.lock().unwrap().push(SentRequest {
            fetch: request.fetch,
            subgraph: request.subgraph.to_owned(),
            mutation: request.mutation,
            body: serde_json::from_slice(&request.body).expect("a request body is JSON"),
        });
        let mut reply = self.replies[request.fetch.0 as usize].clone();
        loop {
            match reply {
                Reply::Body { status, body } => return Ok(SubgraphResponse { status, body }),
                Reply::Failure(failure) => return Err(failure),
                Reply::Held(gate, inner) => {
                    gate.acquire().await.unwrap().forget();
                    reply = *inner;
                }
            }
        }
    }
}

/// The outcome of one execution.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) output: ExecutionOutput,
    pub(crate) sent: Vec<SentRequest>,
}

impl Outcome {
    /// The response's text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.output.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.output.body).expect("a response is JSON")
    }

    pub(crate) fn data(&self) -> String {
        self.json()["data"].to_string()
    }

    /// `CODE at path` of each error.
    pub(crate) fn errors(&self) -> Vec<String> {
        let json = self.json();
        let errors = json["errors"].as_array().cloned().unwrap_or_default();
        let line = |error: &Value| {
            let code = error["extensions"]["code"].as_str().unwrap();
            match error["path"].as_array() {
                Some(path) => {
                    let path: Vec<String> = path
                        .iter()
                        .map(|part| part.to_string().replace('"', ""))
                        .collect();
                    format!("{code} at {}", path.join("."))
                }
                None => code.to_owned(),
            }
        };
        errors.iter().map(line).collect()
    }
}

/// Runs a plan in parts; the payloads as they are sent.
pub(crate) fn run_in_parts<R: Into<Reply>>(
    plan: Plan,
    replies: impl IntoIterator<Item = R>,
    input: ExecutionInput,
) -> Vec<String> {
    let compiled = CompiledPlan::new(Arc::new(plan));
    let client = Scripted::new(replies.into_iter().map(Into::into).collect());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut execution = Execution::new(&compiled, input, &client);
        let mut payloads = Vec::new();
        while let Some(payload) = execution.next().await {
            let body: Value = serde_json::from_slice(&payload.body).expect("a payload is JSON");
            assert_eq!(body["hasNext"], payload.has_next);
            payloads.push(String::from_utf8(payload.body.to_vec()).unwrap());
        }
        payloads
    })
}

/// Runs a plan without variables.
pub(crate) fn run<R: Into<Reply>>(plan: Plan, replies: impl IntoIterator<Item = R>) -> Outcome {
    run_with(plan, replies, ExecutionInput::default())
}

pub(crate) fn run_with<R: Into<Reply>>(
    plan: Plan,
    replies: impl IntoIterator<Item = R>,
    input: ExecutionInput,
) -> Outcome {
    let compiled = CompiledPlan::new(Arc::new(plan));
    let client = Scripted::new(replies.into_iter().map(Into::into).collect());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let output = runtime.block_on(execute(&compiled, input, &client));
    Outcome {
        output,
        sent: client.sent(),
    }
}

pub(crate) fn variables(json: &str) -> ExecutionInput {
    let values: serde_json::Map<String, Value> = serde_json::from_str(json).unwrap();
    ExecutionInput {
        variables: Variables::new(values).unwrap(),
        ..ExecutionInput::default()
    }
}
