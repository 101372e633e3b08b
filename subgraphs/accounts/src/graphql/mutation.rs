//! What can be done.

mod customer;
mod mail;
mod session;

use async_graphql::MergedObject;

use self::{customer::CustomerMutation, mail::MailMutation, session::SessionMutation};

#[derive(Debug, Default, MergedObject)]
pub struct Mutation(SessionMutation, MailMutation, CustomerMutation);
