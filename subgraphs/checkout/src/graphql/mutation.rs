//! The mutation root.

use super::checkout::Checkout;
use super::input::{
    CartCreateInput, CartDiscountCodesUpdateInput, CartLinesAddInput, CartLinesRemoveInput,
    CartLinesUpdateInput, CheckoutSubmitInput,
};
use super::payload::{
    CartPayload, CheckoutAccepted, CheckoutAlreadyAccepted, CheckoutFailed, CheckoutSubmitResult,
    CheckoutThrottled, user_errors,
};
use super::promotion::{PromotionInput, PromotionPayload};
use crate::config::CheckoutConfig;
use crate::domain::DomainError;
use crate::domain::claim::claim;
use crate::domain::code;
use crate::domain::edit::{self, Edit, Target};
use crate::domain::promote::set;
use crate::domain::submit::{Submitted, submit};
use async_graphql::{Context, Error, Object, Result};
use subgraph_kit::db::Db;
use subgraph_kit::erasure::account_gone;
use subgraph_kit::error::{client, codes, internal};
use subgraph_kit::federation::authenticated;
use subgraph_kit::id::CartId;
use subgraph_kit::identity::{Authenticated, HasScope, caller, require_customer};

/// A cart that is being bought takes a few seconds to end.
const RETRY_AFTER_SECONDS: i32 = 2;

/// What can be done with carts.
#[derive(Debug)]
pub(crate) struct Mutation;

#[Object]
impl Mutation {
    /// A customer who has an open cart gets that one, with the lines added.
    async fn cart_create(&self, ctx: &Context<'_>, input: CartCreateInput) -> Result<CartPayload> {
        let lines = input
            .lines
            .unwrap_or_default()
            .into_iter()
            .map(Into::into)
            .collect();
        let outcome = edit::create(ctx.data::<Db>()?, caller(ctx), lines).await;
        Ok(CartPayload::new(outcome.map_err(fault)?))
    }

    /// A variant that is in the cart already gets more pieces.
    async fn cart_lines_add(
        &self,
        ctx: &Context<'_>,
        id: CartId,
        input: CartLinesAddInput,
    ) -> Result<CartPayload> {
        let edit = Edit::Add(input.lines.into_iter().map(Into::into).collect());
        write(ctx, id, input.version, edit).await
    }

    /// Quantity 0 is refused; remove the line instead.
    async fn cart_lines_update(
        &self,
        ctx: &Context<'_>,
        id: CartId,
        input: CartLinesUpdateInput,
    ) -> Result<CartPayload> {
        let edit = Edit::Update(input.lines.into_iter().map(Into::into).collect());
        write(ctx, id, input.version, edit).await
    }

    async fn cart_lines_remove(
        &self,
        ctx: &Context<'_>,
        id: CartId,
        input: CartLinesRemoveInput,
    ) -> Result<CartPayload> {
        write(ctx, id, input.version, Edit::Remove(input.line_ids)).await
    }

    /// Replaces the cart's discount codes. One whose minimum is not reached is taken all the same, and applies once it is.
    async fn cart_discount_codes_update(
        &self,
        ctx: &Context<'_>,
        id: CartId,
        input: CartDiscountCodesUpdateInput,
    ) -> Result<CartPayload> {
        write(ctx, id, input.version, Edit::Codes(input.codes)).await
    }

    /// Sets what a discount code takes off from now on. Carts that have it follow.
    #[graphql(
        requires_scopes = "checkout:write",
        guard = "HasScope(\"checkout:write\")"
    )]
    async fn promotion_set(
        &self,
        ctx: &Context<'_>,
        code: String,
        input: PromotionInput,
    ) -> Result<PromotionPayload> {
        let row = match input.row(&code) {
            Ok(row) => row,
            Err(error) => return Err(client(codes::BAD_USER_INPUT, error.to_string())),
        };
        let outcome = set(ctx.data::<Db>()?, row).await.map_err(fault)?;
        Ok(outcome.into())
    }

    /// Makes a guest's cart the customer's own, merging it into the one they have. Again: no effect.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn cart_claim(&self, ctx: &Context<'_>, id: CartId) -> Result<CartPayload> {
        let customer = require_customer(ctx)?;
        let outcome = claim(ctx.data::<Db>()?, customer, id)
            .await
            .map_err(fault)?;
        Ok(match outcome {
            Ok(claimed) if claimed.cut => CartPayload::new(Ok(claimed.cart)).warn(
                code::QUANTITY_LIMITED,
                "Not everything fitted into one cart; please check the quantities.",
            ),
            Ok(claimed) => CartPayload::new(Ok(claimed.cart)),
            Err(refusals) => CartPayload::new(Err(refusals)),
        })
    }

    /// Buys the cart. The answer is quick: what becomes of it, `checkoutProgress` tells.
    async fn checkout_submit(
        &self,
        ctx: &Context<'_>,
        cart_id: CartId,
        input: CheckoutSubmitInput,
    ) -> Result<CheckoutSubmitResult> {
        let config = ctx.data::<CheckoutConfig>()?;
        let submission = input
            .of(cart_id)
            .map_err(|error| client(codes::BAD_USER_INPUT, error.to_string()))?;
        let outcome = submit(ctx.data::<Db>()?, config, caller(ctx), submission).await;
        Ok(match outcome.map_err(fault)? {
            Ok(Submitted::Accepted(row)) => CheckoutSubmitResult::Accepted(CheckoutAccepted {
                order_id: row.order_id,
                checkout: Checkout(*row),
            }),
            Ok(Submitted::AlreadyAccepted(row)) => {
                CheckoutSubmitResult::AlreadyAccepted(CheckoutAlreadyAccepted {
                    order_id: row.order_id,
                    checkout: Checkout(*row),
                })
            }
            Ok(Submitted::Busy) => CheckoutSubmitResult::Throttled(CheckoutThrottled {
                retry_after_seconds: RETRY_AFTER_SECONDS,
            }),
            Err(refusals) => CheckoutSubmitResult::Failed(CheckoutFailed {
                user_errors: user_errors(refusals),
            }),
        })
    }
}

/// As the caller sees it: their account is gone, or it is a fault of ours.
fn fault(error: DomainError) -> Error {
    match error {
        DomainError::AccountErased => account_gone(),
        error @ (DomainError::Db(_) | DomainError::Money(_)) => internal(error),
    }
}

async fn write(
    ctx: &Context<'_>,
    id: CartId,
    version: Option<i32>,
    change: Edit,
) -> Result<CartPayload> {
    let target = Target {
        id,
        argument: "id",
        version,
    };
    let outcome = edit::edit(ctx.data::<Db>()?, caller(ctx), target, change).await;
    Ok(CartPayload::new(outcome.map_err(fault)?))
}
