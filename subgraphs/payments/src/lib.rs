//! Payments: the transactions ledger and the payment providers.
//!
//! A provider is the outside world: a call may time out and have charged all the same. So no call is made inside a
//! transaction; what is to be asked is written down first, the answer is written down after, and between the two
//! the question can be asked again under the same idempotency key.

pub mod config;
pub mod db;
pub mod domain;
pub mod events;
pub mod graphql;
pub mod provider;
mod service;

pub use service::Payments;
