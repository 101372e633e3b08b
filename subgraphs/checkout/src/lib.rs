//! Carts and the checkout saga.

mod config;
mod db;
mod domain;
pub mod events;
mod graphql;
mod service;

pub use service::Checkout;
