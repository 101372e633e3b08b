//! A login.

use async_graphql::{InputObject, SimpleObject};
use subgraph_kit::{
    scalars::{DateTime, EmailAddress},
    user_error::{UserError, Warning},
};

use super::customer::Customer;
use crate::domain::service::LoggedIn;

/// What a client keeps that is logged in.
#[derive(Clone, SimpleObject)]
pub(super) struct Session {
    /// For the header `Authorization: Bearer`.
    pub access_token: String,
    pub access_token_expires_at: DateTime,
    /// For `sessionRefresh`, once.
    pub refresh_token: String,
    pub refresh_token_expires_at: DateTime,
    pub customer: Customer,
}

impl From<LoggedIn> for Session {
    fn from(logged_in: LoggedIn) -> Self {
        Self {
            access_token: logged_in.access.token,
            access_token_expires_at: logged_in.access.expires_at.into(),
            refresh_token: logged_in.grant.refresh_token.reveal(),
            refresh_token_expires_at: logged_in.grant.refresh_expires_at.into(),
            customer: logged_in.customer.into(),
        }
    }
}

#[derive(InputObject)]
pub(super) struct AccountRegisterInput {
    pub email: EmailAddress,
    /// At least 10 characters.
    #[graphql(secret)]
    pub password: String,
    /// 1 to 60 characters on one line.
    pub display_name: String,
}

#[derive(InputObject)]
pub(super) struct AccountLoginInput {
    pub email: EmailAddress,
    #[graphql(secret)]
    pub password: String,
}

#[derive(SimpleObject)]
pub(super) struct AccountRegisterPayload {
    pub session: Option<Session>,
    pub user_errors: Vec<UserError>,
    pub warnings: Vec<Warning>,
}

#[derive(SimpleObject)]
pub(super) struct AccountLoginPayload {
    pub session: Option<Session>,
    pub user_errors: Vec<UserError>,
    pub warnings: Vec<Warning>,
}

#[derive(SimpleObject)]
pub(super) struct SessionRefreshPayload {
    pub session: Option<Session>,
    pub user_errors: Vec<UserError>,
    pub warnings: Vec<Warning>,
}

#[derive(SimpleObject)]
pub(super) struct SessionRevokePayload {
    /// How many sessions this ended.
    pub revoked: i32,
    pub user_errors: Vec<UserError>,
    pub warnings: Vec<Warning>,
}
