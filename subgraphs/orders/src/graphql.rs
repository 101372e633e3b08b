//! The orders subgraph.

mod customer;
mod loaders;
mod order;
mod query;

use async_graphql::dataloader::DataLoader;
use async_graphql::{EmptyMutation, EmptySubscription, Schema, SchemaBuilder};
use subgraph_kit::db::Db;

pub use query::Query;

/// Orders change by commands of checkout alone, hence no mutations.
pub type OrdersSchema = Schema<Query, EmptyMutation, EmptySubscription>;

/// The schema's types, without what resolving them needs.
pub fn builder() -> SchemaBuilder<Query, EmptyMutation, EmptySubscription> {
    subgraph_kit::graphql::builder(Query, EmptyMutation, EmptySubscription)
}

/// The schema over a database.
pub fn schema(db: Db) -> OrdersSchema {
    builder()
        .data(DataLoader::new(loaders::Orders(db.clone()), tokio::spawn))
        .data(DataLoader::new(loaders::Lines(db.clone()), tokio::spawn))
        .data(DataLoader::new(
            loaders::Addresses(db.clone()),
            tokio::spawn,
        ))
        .data(DataLoader::new(
            loaders::Timelines(db.clone()),
            tokio::spawn,
        ))
        .data(db)
        .finish()
}
