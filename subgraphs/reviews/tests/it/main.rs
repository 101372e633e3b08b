//! Reviews as others see it: over HTTP, on a real database.
#![allow(clippy::unwrap_used, reason = "a test stops where it goes wrong")]

mod contract;
mod create;
mod lists;
mod products;
mod rig;
mod seed;
