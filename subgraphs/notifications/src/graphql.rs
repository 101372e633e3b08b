//! The subgraph: types, entities, roots.

mod loader;
mod mutation;
mod query;
mod types;

use async_graphql::EmptySubscription;
use subgraph_kit::graphql;

use self::{mutation::Mutation, query::Query};
use crate::domain::service::Notifications;

/// The subgraph's schema.
pub type Schema = async_graphql::Schema<graphql::Root<Query>, Mutation, EmptySubscription>;

/// The schema over these notifications; without them it can be printed but not asked.
pub fn schema(notifications: Option<Notifications>) -> Schema {
    let builder = graphql::builder(Query, Mutation, EmptySubscription);
    match notifications {
        Some(notifications) => builder
            .data(loader::loader(notifications.clone()))
            .data(notifications)
            .finish(),
        None => builder.finish(),
    }
}
