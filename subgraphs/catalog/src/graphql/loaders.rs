//! The batched lookups.

mod by_id;
mod of_category;
mod of_product;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ObjectType, SchemaBuilder, SubscriptionType};
use std::sync::Arc;
use subgraph_kit::db::{Db, DbError};

pub(super) use self::by_id::{CategoryById, ProductById, VariantById};
pub(super) use self::of_category::{CountIn, PageIn};
pub(super) use self::of_product::{ImagesOf, OptionsOf, VariantsOf};

/// Why a batch failed, shared by all that were in it.
pub(super) type LoadError = Arc<DbError>;

/// Reads entities and lists by key.
pub(super) struct Loader {
    db: Db,
}

/// The loader as the schema holds it.
pub(super) type SharedLoader = Arc<DataLoader<Loader>>;

/// Puts the loader into the schema.
pub(super) fn register<Q, M, S>(builder: SchemaBuilder<Q, M, S>, db: &Db) -> SchemaBuilder<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    // Tasks of a batch end with their request's database timeout; they hold nothing that outlives the pool.
    builder.data::<SharedLoader>(Arc::new(DataLoader::new(Loader { db: db.clone() }, tokio::spawn)))
}

/// The loader of the schema that runs.
pub(super) fn loader<'a>(ctx: &Context<'a>) -> &'a SharedLoader {
    ctx.data_unchecked()
}

/// A failed batch as a GraphQL error.
pub(super) fn failed(error: LoadError) -> async_graphql::Error {
    subgraph_kit::error::internal(error)
}
