//! Runs a plan whose answer comes in parts.

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};

use bytes::Bytes;

use super::run::{Answered, Run};
use super::send;
use crate::compiled::CompiledPlan;
use crate::{ExecutionInput, FetchReport, SubgraphClient};

/// One payload of an answer in parts, as clients of `multipart/mixed; deferSpec=20220824` read it.
#[derive(Debug, Clone)]
pub struct Payload {
    /// The first: `{"data": ..., "errors": [...], "hasNext": ...}`. Later ones: `{"incremental": [{"label": ..., "path": [...], "data": ...,
    /// "errors": [...]}], "hasNext": ...}`, or only `{"hasNext": false}`.
    pub body: Bytes,
    /// More is to come.
    pub has_next: bool,
    /// How many errors it tells of, at most as many as are written.
    pub errors: usize,
    /// `data` of the first payload is `null`.
    pub data_is_null: bool,
}

/// The execution of a plan whose answer comes in parts. Dropping it drops all calls under way.
///
/// ```no_run
/// # use gateway_executor::*;
/// # async fn answer(plan: &CompiledPlan, client: &impl SubgraphClient) {
/// let mut execution = Execution::new(plan, ExecutionInput::default(), client);
/// while let Some(payload) = execution.next().await {
///     println!("{}", String::from_utf8_lossy(&payload.body));
/// }
/// # }
/// ```
pub struct Execution<'a, C> {
    plan: &'a CompiledPlan,
    client: &'a C,
    run: Run<'a>,
    under_way: FuturesUnordered<BoxFuture<'a, Answered>>,
}

impl<'a, C: SubgraphClient> Execution<'a, C> {
    pub fn new(plan: &'a CompiledPlan, input: ExecutionInput, client: &'a C) -> Self {
        Self {
            plan,
            client,
            run: Run::new(plan, input),
            under_way: FuturesUnordered::new(),
        }
    }

    /// The next payload; `None` when all is said. What no payload waits for any more is given up.
    pub async fn next(&mut self) -> Option<Payload> {
        loop {
            while let Some(call) = self.run.next_call() {
                self.under_way
                    .push(send(self.plan, call, self.client).boxed());
            }
            let over = self.under_way.is_empty();
            if let Some(payload) = self.run.payload(over) {
                return Some(payload);
            }
            // Bounded by the plan: each fetch is sent at most once.
            let answered = self.under_way.next().await?;
            self.run.settle(answered);
        }
    }

    /// The requests that were answered so far.
    pub fn reports(&self) -> &[FetchReport] {
        self.run.reports()
    }
}

impl<C> std::fmt::Debug for Execution<'_, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Execution")
            .field("under_way", &self.under_way.len())
            .finish_non_exhaustive()
    }
}
