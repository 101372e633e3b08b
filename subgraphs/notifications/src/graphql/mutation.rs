//! What can be done.

use async_graphql::{Context, Object, Result};
use chrono::Utc;
use subgraph_kit::{
    error::internal,
    federation::authenticated,
    id::NotificationId,
    identity::{Authenticated, require_customer},
    user_error::{InputError, UserError},
};

use super::types::{Notification, NotificationPayload};
use crate::domain::{code, service::Notifications};

#[derive(Debug, Default)]
pub struct Mutation;

#[Object]
impl Mutation {
    /// Marks one of the customer's own messages as read. Again: no effect.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn notification_mark_read(
        &self,
        ctx: &Context<'_>,
        id: NotificationId,
    ) -> Result<NotificationPayload> {
        let customer = require_customer(ctx)?;
        let service = ctx.data::<Notifications>()?;
        let row = service
            .mark_read(customer, id, Utc::now())
            .await
            .map_err(internal)?;
        let notification = row.map(Notification::try_from).transpose()?;
        let user_errors = match &notification {
            Some(_) => Vec::new(),
            None => {
                let error =
                    InputError::new(code::NOTIFICATION_NOT_FOUND, "There is no such message.");
                vec![UserError::InputError(error.at(["id"]))]
            }
        };
        Ok(NotificationPayload {
            notification,
            user_errors,
            warnings: Vec::new(),
        })
    }
}
