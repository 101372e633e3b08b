//! Reviews and ratings.

pub mod db;
pub mod domain;
pub mod events;
pub mod graphql;
pub mod seed;
mod service;

pub use service::ReviewsService;
