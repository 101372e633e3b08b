//! A plan and a way to call subgraphs, to the bytes of a GraphQL response.
//!
//! The executor knows nothing of HTTP and nothing of the planner: it is given a [`CompiledPlan`], the request's
//! [`ExecutionInput`] and a [`SubgraphClient`], and answers with [`ExecutionOutput::body`], a whole GraphQL response.
//!
//! # How it is fast
//! All that depends on the plan alone is worked out once, in [`CompiledPlan::new`]: every object of the merged tree has a
//! *layout* with a slot for each storage key, so that at run time no key is compared twice. Subgraph answers stay
//! the bytes they came as; leaves are spans of them, written to the client as they stand once their kind was checked.

mod answer;
mod compiled;
mod error;
mod execute;
mod failure;
mod input;
mod merge;
mod output;
mod projection;
mod request;
mod store;
mod subgraph;
mod walk;

pub use compiled::CompiledPlan;
pub use error::codes;
pub use execute::{Execution, Payload, execute};
pub use input::{ExecutionInput, Limits, Start, Variables};
pub use output::{ExecutionOutput, FetchReport};
pub use subgraph::{SubgraphClient, SubgraphFailure, SubgraphRequest, SubgraphResponse};
