//! Orders, their lines and their timeline.
//!
//! Checkout creates, confirms and cancels orders by command; nobody else changes them. An order keeps the price and the
//! title everything was sold at, whatever catalog says later.

pub mod db;
pub mod domain;
pub mod events;
pub mod graphql;
mod service;

pub use service::Orders;
