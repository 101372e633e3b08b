//! The orders subgraph.

mod customer;
mod loaders;
mod order;
mod query;

use async_graphql::{EmptyMutation, EmptySubscription, Schema, SchemaBuilder};
use subgraph_kit::db::Db;
use subgraph_kit::graphql::{Batches, Root};

pub use query::Query;

/// Orders change by commands of checkout alone, hence no mutations.
pub type OrdersSchema = Schema<Root<Query>, EmptyMutation, EmptySubscription>;

/// The schema's types, without what resolving them needs.
pub fn builder() -> SchemaBuilder<Root<Query>, EmptyMutation, EmptySubscription> {
    subgraph_kit::graphql::builder(Query, EmptyMutation, EmptySubscription)
}

/// The schema over a database.
pub fn schema(db: Db) -> OrdersSchema {
    builder()
        .data(Batches::new(loaders::Orders(db.clone())))
        .data(Batches::new(loaders::Lines(db.clone())))
        .data(Batches::new(loaders::Addresses(db.clone())))
        .data(Batches::new(loaders::Timelines(db.clone())))
        .data(db)
        .finish()
}
