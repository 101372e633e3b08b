//! The subgraph: types, entities, roots.

mod address;
mod customer;
mod loader;
mod mail;
mod mutation;
mod query;
mod refusal;
mod session;

use async_graphql::EmptySubscription;
use subgraph_kit::graphql;

use self::{mutation::Mutation, query::Query};
use crate::domain::service::Accounts;

/// The subgraph's schema.
pub type Schema = async_graphql::Schema<graphql::Root<Query>, Mutation, EmptySubscription>;

/// The schema over these accounts; without them it can be printed but not asked.
pub fn schema(accounts: Option<Accounts>) -> Schema {
    let builder = graphql::builder(Query, Mutation::default(), EmptySubscription);
    match accounts {
        Some(accounts) => builder
            .data(loader::customers(accounts.clone()))
            .data(accounts)
            .finish(),
        None => builder.finish(),
    }
}
