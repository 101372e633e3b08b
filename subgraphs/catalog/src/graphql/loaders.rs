//! The batched lookups.

mod by_id;
mod of_category;
mod of_product;

use async_graphql::{Context, ObjectType, SchemaBuilder, SubscriptionType};
use std::sync::Arc;
use subgraph_kit::db::{Db, DbError};
use subgraph_kit::graphql::Batches;

pub(super) use self::by_id::{CategoryById, ProductById, VariantById};
pub(super) use self::of_category::{CountIn, PageIn};
pub(super) use self::of_product::{ImagesOf, OptionsOf, VariantsOf};

/// Why a batch failed, shared by all that were in it.
pub(super) type LoadError = Arc<DbError>;

/// Reads entities and lists by key.
pub(super) struct Loader {
    db: Db,
}

/// Puts the loader into the schema.
pub(super) fn register<Q, M, S>(builder: SchemaBuilder<Q, M, S>, db: &Db) -> SchemaBuilder<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    builder.data(Batches::new(Loader { db: db.clone() }))
}

/// The loader of the schema that runs.
pub(super) fn loader<'a>(ctx: &Context<'a>) -> &'a Batches<Loader> {
    ctx.data_unchecked()
}

/// A failed batch as a GraphQL error.
pub(super) fn failed(error: LoadError) -> async_graphql::Error {
    subgraph_kit::error::internal(error)
}
