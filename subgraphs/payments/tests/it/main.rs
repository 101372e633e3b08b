//! Payments on a real database, with the sandbox provider and with providers that fail.

#![allow(clippy::unwrap_used)] // A test fails by panicking, in its helpers too.

mod contract;
mod desk;
mod lost_answers;
mod outcomes;
