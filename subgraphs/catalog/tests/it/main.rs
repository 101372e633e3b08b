//! The catalogue on a real database.

#![allow(
    clippy::unwrap_used,
    reason = "a fixture that fails is a test that fails"
)]

mod batching;
mod entities;
mod events;
mod nodes;
mod products;
mod promises;
mod queries;
mod search;
mod seed;
mod shop;
mod staff;
mod suggestions;
