//! What the services share: ids, money, paging, configuration, pool, outbox, inbox, bus, identity, telemetry, server.

pub mod address;
pub mod bus;
pub mod changes;
pub mod config;
pub mod country;
pub mod db;
pub mod erasure;
pub mod error;
pub mod events;
pub mod federation;
pub mod graphql;
pub mod id;
pub mod identity;
pub mod money;
pub mod paging;
pub mod reconciler;
pub mod scalars;
pub mod service;
pub mod shipping;
pub mod tasks;
pub mod telemetry;
pub mod testing;
pub mod user_error;

// For `define_id!`, which expands in other crates.
#[doc(hidden)]
pub use {async_graphql, serde, uuid};
