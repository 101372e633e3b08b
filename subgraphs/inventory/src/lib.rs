//! The stock: how many pieces of each variant lie where, and for which checkouts some of them are held.
//!
//! Pieces are available, reserved or sold; a purchase moves them along and a compensation moves them back, always in the
//! transaction that also records the command and the reply. Knows nothing of prices, carts or orders.

mod config;
mod db;
pub mod demo;
mod domain;
mod events;
mod graphql;
mod service;

pub use self::config::InventoryConfig;
pub use self::graphql::{InventorySchema, schema};
pub use self::service::Inventory;

/// The service's name: of its subgraph, its database, its queue.
pub const NAME: &str = "inventory";
