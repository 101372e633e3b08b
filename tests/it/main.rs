//! The shop as its users and operators meet it: real processes, real PostgreSQL, real RabbitMQ.

#![allow(clippy::unwrap_used)] // A test fails by panicking, in its helpers too.

mod bad_input;
mod faults;
mod journeys;
mod mail;
mod nodes;
mod outage;
