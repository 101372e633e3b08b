//! Carts and the checkout saga.

mod config;
mod db;
pub mod demo;
mod domain;
pub mod events;
mod graphql;
mod service;

pub use service::Checkout;
