//! Inputs and payloads of what is done by mail, and of erasing an account.

use async_graphql::{InputObject, SimpleObject};
use subgraph_kit::{
    scalars::EmailAddress,
    user_error::{UserError, Warning},
};

use super::customer::Customer;

#[derive(InputObject)]
pub(super) struct AccountEmailVerifyInput {
    /// From the mail.
    #[graphql(secret)]
    pub token: String,
}

#[derive(InputObject)]
pub(super) struct AccountPasswordResetRequestInput {
    pub email: EmailAddress,
}

#[derive(InputObject)]
pub(super) struct AccountPasswordResetInput {
    /// From the mail.
    #[graphql(secret)]
    pub token: String,
    /// At least 10 characters.
    #[graphql(secret)]
    pub new_password: String,
}

#[derive(InputObject)]
pub(super) struct AccountEraseInput {
    /// Once more: erasing cannot be undone.
    #[graphql(secret)]
    pub password: String,
}

#[derive(SimpleObject)]
pub(super) struct AccountEmailVerifyPayload {
    pub customer: Option<Customer>,
    pub user_errors: Vec<UserError>,
    pub warnings: Vec<Warning>,
}

#[derive(SimpleObject)]
pub(super) struct AccountVerificationRequestPayload {
    pub customer: Option<Customer>,
    pub user_errors: Vec<UserError>,
    pub warnings: Vec<Warning>,
}

#[derive(SimpleObject)]
pub(super) struct AccountPasswordResetRequestPayload {
    /// Always true: whether the address has an account is not told. If it has one, a mail is on its way.
    pub accepted: bool,
    pub user_errors: Vec<UserError>,
    pub warnings: Vec<Warning>,
}

#[derive(SimpleObject)]
pub(super) struct AccountPasswordResetPayload {
    /// Whose password it was. They are logged out everywhere and can log in anew.
    pub customer: Option<Customer>,
    pub user_errors: Vec<UserError>,
    pub warnings: Vec<Warning>,
}

#[derive(SimpleObject)]
pub(super) struct AccountErasePayload {
    pub erased: bool,
    pub user_errors: Vec<UserError>,
    pub warnings: Vec<Warning>,
}
