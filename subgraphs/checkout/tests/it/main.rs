//! Checkout against a real PostgreSQL; the tests play the services around it.
#![allow(clippy::unwrap_used, reason = "a test stops where it goes wrong")]

mod carts;
mod contracts;
mod progress;
mod promotions;
mod purchase;
mod shop;
mod submit;
