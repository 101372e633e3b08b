//! How a service's schema is built: federation on, limits on, errors with codes.

mod batches;
mod codes;
mod entities;

pub use batches::Batches;
pub use entities::Root;

use crate::federation::ServiceSdl;
use async_graphql::{ObjectType, Schema, SchemaBuilder, SubscriptionType};

/// Deepest selection a subgraph answers. The gateway allows clients 15; entity hops add two.
const MAX_DEPTH: usize = 20;
/// Most fields one document may select. Far above what a page of the storefront asks of one subgraph.
const MAX_COMPLEXITY: usize = 5_000;
/// Most directives on one field.
const MAX_DIRECTIVES: usize = 20;

/// A schema builder with what every subgraph needs. Name the roots `Query`, `Mutation` and `Subscription`; a service
/// without own query fields gives `Query` its `#[graphql(entity)]` resolvers only.
///
/// Keep `#[Subscription]` in a module without diesel's `RunQueryDsl` in scope.
pub fn builder<Q, M, S>(query: Q, mutation: M, subscription: S) -> SchemaBuilder<Root<Q>, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    Schema::build(Root(query), mutation, subscription)
        .enable_federation()
        .enable_subscription_in_federation()
        .limit_depth(MAX_DEPTH)
        .limit_complexity(MAX_COMPLEXITY)
        .limit_directives(MAX_DIRECTIVES)
        .extension(codes::ErrorCodes)
        .extension(entities::EntityPlaces)
        .extension(ServiceSdl)
}
