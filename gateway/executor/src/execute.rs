//! Runs a plan: each fetch starts as soon as what it needs is merged, all within the task of the request.

mod incremental;
mod later;
mod run;
mod scatter;

use std::time::Instant;

use futures::StreamExt;
use futures::stream::FuturesUnordered;

use crate::compiled::CompiledPlan;
use crate::{ExecutionInput, ExecutionOutput, SubgraphClient, SubgraphRequest};

pub use self::incremental::{Execution, Payload};
use self::run::{Answered, Call, Run};

/// Answers an operation.
///
/// A plan with deferred parts is run by [`Execution`] instead. It never fails as a whole: what goes wrong is in the response's `errors`. Dropping the future drops all calls under way.
///
/// ```no_run
/// # use std::sync::Arc;
/// # use gateway_executor::*;
/// # async fn answer(plan: gateway_plan::Plan, client: impl SubgraphClient) {
/// let plan = CompiledPlan::new(Arc::new(plan));
/// let variables = Variables::new([("first", 5)]).unwrap();
/// let input = ExecutionInput { variables, ..ExecutionInput::default() };
/// let output = execute(&plan, input, &client).await;
/// println!("{}", String::from_utf8_lossy(&output.body));
/// # }
/// ```
pub async fn execute<C: SubgraphClient>(
    plan: &CompiledPlan,
    input: ExecutionInput,
    client: &C,
) -> ExecutionOutput {
    let mut run = Run::new(plan, input);
    let mut under_way = FuturesUnordered::new();
    loop {
        while let Some(call) = run.next_call() {
            under_way.push(send(plan, call, client));
        }
        // Bounded by the plan: each fetch is sent at most once.
        match under_way.next().await {
            Some(answered) => run.settle(answered),
            None => return run.finish(),
        }
    }
}

async fn send<C: SubgraphClient>(plan: &CompiledPlan, call: Call, client: &C) -> Answered {
    let fetch = plan.fetch(call.fetch);
    let started = Instant::now();
    let request = SubgraphRequest {
        subgraph: &fetch.subgraph,
        fetch: fetch.id,
        body: call.body,
        mutation: call.mutation,
    };
    let result = client.fetch(request).await;
    Answered {
        fetch: call.fetch,
        result,
        duration: started.elapsed(),
    }
}
