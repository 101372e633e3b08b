//! What the system's tests drive it with: the processes as a user starts them, and its public interfaces.
//!
//! Nothing here knows the code of gateway or services: it speaks HTTP, WebSocket and, to judge what is
//! left after a fault, SQL.

#![allow(clippy::unwrap_used)] // All of this crate is test code: it fails by panicking.

pub mod buyer;
pub mod client;
pub mod ledger;
pub mod poll;
pub mod shop;
pub mod socket;
