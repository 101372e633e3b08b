//! What resolvers ask of the caller.

use super::Caller;
use crate::error::{client, codes};
use crate::id::CustomerId;
use async_graphql::{Context, Guard, Result};

/// The caller of this request.
pub fn caller<'a>(ctx: &Context<'a>) -> &'a Caller {
    // A schema that is executed without an identity, as in a unit test, is called by a guest.
    ctx.data_opt::<Caller>().unwrap_or(&Caller::Guest)
}

/// The customer who is logged in; otherwise an error with code `UNAUTHENTICATED`.
pub fn require_customer(ctx: &Context<'_>) -> Result<CustomerId> {
    caller(ctx)
        .customer()
        .ok_or_else(|| client(codes::UNAUTHENTICATED, "Log in to do this."))
}

/// An error with code `UNAUTHENTICATED` or `FORBIDDEN` unless the caller's token has the scope.
pub fn require_scope(ctx: &Context<'_>, scope: &str) -> Result<CustomerId> {
    let customer = require_customer(ctx)?;
    if caller(ctx).has_scope(scope) {
        Ok(customer)
    } else {
        Err(client(
            codes::FORBIDDEN,
            format!("This needs the scope `{scope}`."),
        ))
    }
}

/// `guard = "Authenticated"`: beside `directive = authenticated::apply()`.
#[derive(Debug, Clone, Copy)]
pub struct Authenticated;

impl Guard for Authenticated {
    async fn check(&self, ctx: &Context<'_>) -> Result<()> {
        require_customer(ctx).map(|_| ())
    }
}

/// `guard = "HasScope(\"catalog:write\")"`: beside `requires_scopes = "catalog:write"`.
#[derive(Debug, Clone, Copy)]
pub struct HasScope(
    /// The scope.
    pub &'static str,
);

impl Guard for HasScope {
    async fn check(&self, ctx: &Context<'_>) -> Result<()> {
        require_scope(ctx, self.0).map(|_| ())
    }
}
