//! A customer.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use subgraph_kit::{
    error::{client, codes, internal},
    federation::authenticated,
    id::CustomerId,
    identity::{Authenticated, caller},
    scalars::{DateTime, EmailAddress},
    user_error::{UserError, Warning},
};

use super::address::CustomerAddress;
use crate::{db::customer::CustomerRow, domain::service::Accounts};

/// A customer's row as the graph shows it.
#[derive(Clone, Debug)]
pub(super) struct Customer(CustomerRow);

impl From<CustomerRow> for Customer {
    fn from(row: CustomerRow) -> Self {
        Self(row)
    }
}

/// A person with a login. Whoever has the id sees the name; all else is the customer's own, and
/// others get null with an error of code `FORBIDDEN`.
#[Object]
impl Customer {
    async fn id(&self) -> CustomerId {
        self.0.id
    }

    /// What others see, as beside a review.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// Only the customer's own.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<EmailAddress>> {
        self.require_own(ctx)?;
        self.0.email.parse().map(Some).map_err(internal)
    }

    /// Whether they have proved that the address is theirs. Only the customer's own.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn email_verified(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        self.require_own(ctx)?;
        Ok(Some(self.0.email_verified_at.is_some()))
    }

    /// Only the customer's own; the default first, then the oldest.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn addresses(&self, ctx: &Context<'_>) -> Result<Option<Vec<CustomerAddress>>> {
        self.require_own(ctx)?;
        let accounts = ctx.data::<Accounts>()?;
        let rows = accounts.addresses(self.0.id).await.map_err(internal)?;
        rows.into_iter()
            .map(CustomerAddress::try_from)
            .collect::<Result<_>>()
            .map(Some)
    }

    async fn registered_at(&self) -> DateTime {
        self.0.registered_at.into()
    }
}

impl Customer {
    fn require_own(&self, ctx: &Context<'_>) -> Result<()> {
        if caller(ctx).is(self.0.id) {
            Ok(())
        } else {
            Err(client(
                codes::FORBIDDEN,
                "This is for the customer's own eyes.",
            ))
        }
    }
}

/// What to change; what is absent stays.
#[derive(Clone, Debug, InputObject)]
pub(super) struct CustomerUpdateInput {
    /// 1 to 60 characters on one line.
    pub display_name: Option<String>,
}

#[derive(Clone, Debug, SimpleObject)]
pub(super) struct CustomerUpdatePayload {
    pub customer: Option<Customer>,
    pub user_errors: Vec<UserError>,
    pub warnings: Vec<Warning>,
}
