//! The schema: types and resolvers. Every lookup by id goes through a [`DataLoader`](async_graphql::dataloader::DataLoader), so
//! that a list of things asks the database once for each kind, however long it is.

mod category;
mod connection;
mod facet;
mod filter;
mod image;
mod loaders;
mod mutation;
mod node;
mod option;
mod product;
mod product_input;
mod query;
mod suggestion;
mod variant;

use async_graphql::{EmptySubscription, Schema, SchemaBuilder};
use subgraph_kit::db::Db;
use subgraph_kit::graphql::Root;

/// The catalog's schema.
pub type CatalogSchema = Schema<Root<query::Query>, mutation::Mutation, EmptySubscription>;

fn builder() -> SchemaBuilder<Root<query::Query>, mutation::Mutation, EmptySubscription> {
    subgraph_kit::graphql::builder(query::Query, mutation::Mutation, EmptySubscription)
}

/// The schema on a database.
pub fn schema(db: &Db) -> CatalogSchema {
    loaders::register(builder(), db).data(db.clone()).finish()
}

/// The schema for its SDL: it answers nothing.
pub(crate) fn schema_without_data() -> CatalogSchema {
    builder().finish()
}
