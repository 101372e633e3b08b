//! The schema: what inventory adds to products and variants.

mod loaders;
mod mutation;
mod product;
mod query;
mod variant;

use async_graphql::{EmptySubscription, Schema, SchemaBuilder};
use subgraph_kit::db::Db;
use subgraph_kit::graphql::Root;

/// Inventory's schema.
pub type InventorySchema = Schema<Root<query::Query>, mutation::Mutation, EmptySubscription>;

fn builder() -> SchemaBuilder<Root<query::Query>, mutation::Mutation, EmptySubscription> {
    subgraph_kit::graphql::builder(query::Query, mutation::Mutation, EmptySubscription)
}

/// The schema on a database.
pub fn schema(db: &Db) -> InventorySchema {
    loaders::register(builder(), db).data(db.clone()).finish()
}

/// The schema for its SDL: it answers nothing.
pub(crate) fn schema_without_data() -> InventorySchema {
    builder().finish()
}
