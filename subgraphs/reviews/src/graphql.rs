//! The subgraph: types, entities, roots.

mod lists;
mod loader;
mod mutation;
mod query;
mod types;

use async_graphql::EmptySubscription;
use subgraph_kit::graphql;

use self::{mutation::Mutation, query::Query};
use crate::domain::service::Reviews;

/// The subgraph's schema.
pub type Schema = async_graphql::Schema<graphql::Root<Query>, Mutation, EmptySubscription>;

/// The schema over these reviews; without them it can be printed but not asked.
pub fn schema(reviews: Option<Reviews>) -> Schema {
    let builder = graphql::builder(Query, Mutation, EmptySubscription);
    match reviews {
        Some(reviews) => builder
            .data(loader::loader(reviews.clone()))
            .data(reviews)
            .finish(),
        None => builder.finish(),
    }
}
