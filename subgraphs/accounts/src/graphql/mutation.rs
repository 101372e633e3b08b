//! What can be done.

mod customer;
mod session;

use async_graphql::MergedObject;

use self::{customer::CustomerMutation, session::SessionMutation};

#[derive(Debug, Default, MergedObject)]
pub struct Mutation(SessionMutation, CustomerMutation);
