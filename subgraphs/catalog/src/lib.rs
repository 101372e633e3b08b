//! The catalogue: categories, products, variants, media, prices, search.
//!
//! Owns what is sold and at what price; says so in events. Knows nothing of stock, carts or orders.

mod db;
pub mod demo;
mod domain;
mod events;
mod graphql;
mod service;

pub use self::graphql::{CatalogSchema, schema};
pub use self::service::Catalog;

/// The service's name: of its subgraph, its database, its queue.
pub const NAME: &str = "catalog";
