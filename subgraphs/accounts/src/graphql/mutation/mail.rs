//! What is done by mail: proving an address, and a forgotten password.

use async_graphql::{Context, Object, Result};
use chrono::Utc;
use subgraph_kit::{
    federation::authenticated,
    identity::{Authenticated, require_customer},
};

use super::session::answer;
use crate::{
    domain::service::Accounts,
    graphql::{
        mail::{
            AccountEmailVerifyInput, AccountEmailVerifyPayload, AccountPasswordResetInput,
            AccountPasswordResetPayload, AccountPasswordResetRequestInput,
            AccountPasswordResetRequestPayload, AccountVerificationRequestPayload,
        },
        refusal,
    },
};

#[derive(Debug, Default)]
pub(super) struct MailMutation;

#[Object]
impl MailMutation {
    /// Proves that an address is one's own, with the token that was sent there. A second time it is no error.
    async fn account_email_verify(
        &self,
        ctx: &Context<'_>,
        input: AccountEmailVerifyInput,
    ) -> Result<AccountEmailVerifyPayload> {
        let accounts = ctx.data::<Accounts>()?;
        let result = accounts.verify_email(&input.token, Utc::now()).await;
        let (customer, user_errors) = answer(result, refusal::verification)?;
        Ok(AccountEmailVerifyPayload {
            customer: customer.map(Into::into),
            user_errors,
            warnings: Vec::new(),
        })
    }

    /// Sends the mail of `accountEmailVerify` once more, five times an hour at most. Whoever has proved their address gets none.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn account_verification_request(
        &self,
        ctx: &Context<'_>,
    ) -> Result<AccountVerificationRequestPayload> {
        let id = require_customer(ctx)?;
        let accounts = ctx.data::<Accounts>()?;
        let result = accounts.request_verification(id, Utc::now()).await;
        let (customer, user_errors) = answer(result, refusal::verification)?;
        Ok(AccountVerificationRequestPayload {
            customer: customer.map(Into::into),
            user_errors,
            warnings: Vec::new(),
        })
    }

    /// Sends a mail to who has forgotten their password, one a minute at most. The answer is the same for every address.
    async fn account_password_reset_request(
        &self,
        ctx: &Context<'_>,
        input: AccountPasswordResetRequestInput,
    ) -> Result<AccountPasswordResetRequestPayload> {
        let accounts = ctx.data::<Accounts>()?;
        let noted = accounts
            .request_password_reset(&input.email, Utc::now())
            .await;
        noted.map_err(refusal::fault)?;
        Ok(AccountPasswordResetRequestPayload {
            accepted: true,
            user_errors: Vec::new(),
            warnings: Vec::new(),
        })
    }

    /// Sets a new password, with the token from the mail, once and within the hour. Logs out everywhere.
    async fn account_password_reset(
        &self,
        ctx: &Context<'_>,
        input: AccountPasswordResetInput,
    ) -> Result<AccountPasswordResetPayload> {
        let accounts = ctx.data::<Accounts>()?;
        let result = accounts
            .reset_password(&input.token, input.new_password, Utc::now())
            .await;
        let (customer, user_errors) = answer(result, refusal::reset)?;
        Ok(AccountPasswordResetPayload {
            customer: customer.map(Into::into),
            user_errors,
            warnings: Vec::new(),
        })
    }
}
