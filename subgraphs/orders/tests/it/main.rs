//! Orders on a real database: commands, what they publish, who sees what.

#![allow(clippy::unwrap_used)] // A test fails by panicking, in its helpers too.

mod access;
mod commands;
mod contract;
mod shop;
