//! Hand-written plans against scripted subgraphs.

#![expect(clippy::unwrap_used, reason = "a test that fails here has failed")]

mod scripted;
mod text;

mod alike;
mod contexts;
mod defer;
mod entities;
mod errors;
mod guards;
mod hostile;
mod leaves;
mod merging;
mod nulls;
mod roots;
mod scheduling;
mod start;
mod types;
mod untrusted;
