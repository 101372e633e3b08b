//! The types of the graph.

use async_graphql::{ComplexObject, Context, Enum, Result, SimpleObject};
use subgraph_kit::{
    error::{client, codes, internal},
    federation::authenticated,
    id::{CustomerId, NotificationId},
    identity::{Authenticated, caller},
    paging::{Connection, PageArgs, Total},
    scalars::DateTime,
    user_error::{UserError, Warning},
};
use thiserror::Error;

use crate::{
    db::notification::NotificationRow,
    domain::{kind::Kind, service::Notifications},
};

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum NotificationKind {
    AccountRegistered,
    OrderConfirmed,
    CheckoutFailed,
}

impl NotificationKind {
    /// `None` for messages that carry a secret: they are not in the inbox.
    fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::AccountRegistered => Some(Self::AccountRegistered),
            Kind::OrderConfirmed => Some(Self::OrderConfirmed),
            Kind::CheckoutFailed => Some(Self::CheckoutFailed),
            Kind::AccountVerification | Kind::PasswordReset => None,
        }
    }
}

/// A message to a customer.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct Notification {
    pub id: NotificationId,
    pub kind: NotificationKind,
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// When it came into the inbox; the e-mail goes out by itself.
    pub sent_at: DateTime,
    pub read_at: Option<DateTime>,
}

/// A stored kind that this version does not know, or does not show.
#[derive(Debug, Error)]
#[error("the stored kind {0} is none of the inbox")]
struct UnknownKind(String);

impl TryFrom<NotificationRow> for Notification {
    type Error = async_graphql::Error;

    fn try_from(row: NotificationRow) -> Result<Self> {
        let Some(kind) = Kind::from_name(&row.kind).and_then(NotificationKind::of) else {
            return Err(internal(UnknownKind(row.kind)));
        };
        Ok(Self {
            id: row.id,
            kind,
            subject: row.subject,
            body: row.body_text,
            sent_at: row.created_at.into(),
            read_at: row.read_at.map(DateTime::from),
        })
    }
}

// What a customer was told is their own: others get null with an error of code `FORBIDDEN`. A plain
// comment: what a customer is, the schema of accounts says.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub(super) struct Customer {
    pub id: CustomerId,
}

#[ComplexObject]
impl Customer {
    /// The customer's own inbox, youngest first; `FORBIDDEN` for others.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Option<Connection<Notification>>> {
        self.require_own(ctx)?;
        let request = PageArgs::new(first, after, last, before).check()?;
        let service = ctx.data::<Notifications>()?.clone();
        let rows = service.page(self.id, &request).await.map_err(internal)?;
        let id = self.id;
        let total = Total::lazy(move || {
            let service = service.clone();
            async move { service.count(id).await.map_err(internal) }
        });
        let rows = rows
            .into_iter()
            .map(|row| Ok((row.key(), Notification::try_from(row)?)))
            .collect::<Result<Vec<_>>>()?;
        Ok(Some(Connection::assemble(
            &request,
            rows,
            |row| row.0,
            |row| row.1,
            total,
        )))
    }

    /// How many of the customer's own messages are unread.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn unread_notification_count(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        self.require_own(ctx)?;
        let unread = ctx
            .data::<Notifications>()?
            .count_unread(self.id)
            .await
            .map_err(internal)?;
        Ok(Some(i32::try_from(unread).unwrap_or(i32::MAX)))
    }
}

impl Customer {
    fn require_own(&self, ctx: &Context<'_>) -> Result<()> {
        if caller(ctx).is(self.id) {
            Ok(())
        } else {
            Err(client(
                codes::FORBIDDEN,
                "This is for the customer's own eyes.",
            ))
        }
    }
}

#[derive(Clone, Debug, SimpleObject)]
pub(super) struct NotificationPayload {
    pub notification: Option<Notification>,
    pub user_errors: Vec<UserError>,
    pub warnings: Vec<Warning>,
}
