//! Customers, credentials, sessions and addresses.

pub mod config;
pub mod db;
pub mod domain;
pub mod events;
pub mod graphql;
pub mod jwks;
pub mod seed;
mod service;

pub use service::AccountsService;
