//! The payments subgraph: what was paid for an order.

mod loaders;
mod order;
mod query;

use async_graphql::{EmptyMutation, EmptySubscription, Schema, SchemaBuilder};
use subgraph_kit::db::Db;
use subgraph_kit::graphql::{Batches, Root};

pub use query::Query;

/// Money moves by commands of checkout alone, hence no mutations.
pub type PaymentsSchema = Schema<Root<Query>, EmptyMutation, EmptySubscription>;

/// The schema's types, without what resolving them needs.
pub fn builder() -> SchemaBuilder<Root<Query>, EmptyMutation, EmptySubscription> {
    subgraph_kit::graphql::builder(Query, EmptyMutation, EmptySubscription)
}

/// The schema over a database.
pub fn schema(db: Db) -> PaymentsSchema {
    builder()
        .data(Batches::new(loaders::Payments(db.clone())))
        .data(Batches::new(loaders::Transactions(db)))
        .finish()
}
