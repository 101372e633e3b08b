//! The checkout subgraph.

mod cart;
mod checkout;
mod customer;
mod input;
mod loaders;
mod mutation;
mod payload;
mod promotion;
mod query;
mod subscription;

use crate::config::CheckoutConfig;
use async_graphql::{Schema, SchemaBuilder};
use subgraph_kit::graphql::{Batches, Root};
use subgraph_kit::service::Context;

use self::mutation::Mutation;
use self::query::Query;
use self::subscription::Subscription;

/// The schema's types, without what resolving them needs.
pub(crate) fn builder() -> SchemaBuilder<Root<Query>, Mutation, Subscription> {
    subgraph_kit::graphql::builder(Query, Mutation, Subscription)
}

/// The schema over a database.
pub(crate) fn schema(
    context: &Context,
    config: CheckoutConfig,
) -> Schema<Root<Query>, Mutation, Subscription> {
    let db = &context.db;
    builder()
        .data(Batches::new(loaders::Carts(db.clone())))
        .data(Batches::new(loaders::OpenCarts(db.clone())))
        .data(Batches::new(loaders::Checkouts(db.clone())))
        .data(db.clone())
        .data(context.changes.clone())
        .data(config)
        .finish()
}
