//! Registering, logging in and out.

use async_graphql::{Context, Object, Result};
use chrono::Utc;
use subgraph_kit::{
    federation::authenticated,
    identity::{Authenticated, require_customer},
};

use crate::{
    domain::{register::Registration, service::Accounts},
    graphql::{
        refusal,
        session::{
            AccountLoginInput, AccountLoginPayload, AccountRegisterInput, AccountRegisterPayload,
            SessionRefreshPayload, SessionRevokePayload,
        },
    },
};

#[derive(Debug, Default)]
pub(super) struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Opens an account and logs in.
    async fn account_register(
        &self,
        ctx: &Context<'_>,
        input: AccountRegisterInput,
    ) -> Result<AccountRegisterPayload> {
        let registration = Registration {
            email: input.email,
            password: input.password,
            display_name: input.display_name,
        };
        let result = ctx
            .data::<Accounts>()?
            .register(registration, Utc::now())
            .await;
        let (session, user_errors) = answer(result, refusal::register)?;
        Ok(AccountRegisterPayload {
            session: session.map(Into::into),
            user_errors,
            warnings: Vec::new(),
        })
    }

    /// Logs in. A wrong password and an unknown address get the same answer.
    async fn account_login(
        &self,
        ctx: &Context<'_>,
        input: AccountLoginInput,
    ) -> Result<AccountLoginPayload> {
        let accounts = ctx.data::<Accounts>()?;
        let result = accounts
            .login(&input.email, input.password, Utc::now())
            .await;
        let (session, user_errors) = answer(result, refusal::login)?;
        Ok(AccountLoginPayload {
            session: session.map(Into::into),
            user_errors,
            warnings: Vec::new(),
        })
    }

    /// Rotates: the token given is spent. Within 30 seconds it may be presented again and gives
    /// the same next token; after that a spent token revokes the whole session.
    async fn session_refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(secret)] refresh_token: String,
    ) -> Result<SessionRefreshPayload> {
        let result = ctx
            .data::<Accounts>()?
            .refresh(&refresh_token, Utc::now())
            .await;
        let (session, user_errors) = answer(result, refusal::refresh)?;
        Ok(SessionRefreshPayload {
            session: session.map(Into::into),
            user_errors,
            warnings: Vec::new(),
        })
    }

    /// Logs out: ends the session of this refresh token. One that is over already is no error.
    async fn session_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(secret)] refresh_token: String,
    ) -> Result<SessionRevokePayload> {
        let result = ctx
            .data::<Accounts>()?
            .logout(&refresh_token, Utc::now())
            .await;
        revoked(result.map_err(refusal::fault)?)
    }

    /// Logs out everywhere. Access tokens that are out stay good for up to ten minutes.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn session_revoke_all(&self, ctx: &Context<'_>) -> Result<SessionRevokePayload> {
        let customer = require_customer(ctx)?;
        let result = ctx
            .data::<Accounts>()?
            .logout_everywhere(customer, Utc::now())
            .await;
        revoked(result.map_err(refusal::fault)?)
    }
}

fn revoked(sessions: usize) -> Result<SessionRevokePayload> {
    Ok(SessionRevokePayload {
        revoked: i32::try_from(sessions)?,
        user_errors: Vec::new(),
        warnings: Vec::new(),
    })
}

/// What was done, or why it was not: exactly one of the two is there.
pub(super) fn answer<T, E, U>(
    result: Result<T, E>,
    refuse: impl FnOnce(E) -> Result<Vec<U>>,
) -> Result<(Option<T>, Vec<U>)> {
    match result {
        Ok(done) => Ok((Some(done), Vec::new())),
        Err(error) => Ok((None, refuse(error)?)),
    }
}
