//! The stock on a real database.

#![allow(
    clippy::unwrap_used,
    reason = "a fixture that fails is a test that fails"
)]

mod contracts;
mod graph;
mod messages;
mod promises;
mod queries;
mod saga;
mod seed;
mod world;
