//! What mutations answer.

use super::cart::{Cart, ProductVariant};
use super::checkout::Checkout;
use crate::domain::cart as domain;
use crate::domain::code;
use crate::domain::refusal::Refusal;
use async_graphql::{Interface, SimpleObject, Union};
use subgraph_kit::id::OrderId;
use subgraph_kit::user_error::{Code, InputError, Warning};

// Clippy sees the field attributes, which the derive leaves behind, as duplicates of one another.
#[allow(clippy::duplicated_attributes)]
/// Why a mutation had no effect.
#[derive(Debug, Clone, Interface)]
#[graphql(
    field(name = "code", ty = "&String"),
    field(name = "field", ty = "&Option<Vec<String>>"),
    field(name = "message", ty = "&String")
)]
pub(super) enum UserError {
    Input(InputError),
    InsufficientStock(InsufficientStockError),
}

/// There is not that much of it.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct InsufficientStockError {
    /// INSUFFICIENT_STOCK
    code: String,
    /// The path of the input at fault.
    field: Option<Vec<String>>,
    /// For people.
    message: String,
    /// How many there are.
    quantity_available: i32,
    variant: Option<ProductVariant>,
}

impl From<Refusal> for UserError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Input(error) => Self::Input(error),
            Refusal::InsufficientStock {
                variant,
                available,
                field,
            } => Self::InsufficientStock(InsufficientStockError {
                code: code::INSUFFICIENT_STOCK.as_str().to_owned(),
                field: Some(field),
                message: match available {
                    0 => "This is sold out.".to_owned(),
                    _ => format!("There are only {available} left."),
                },
                quantity_available: available,
                variant: Some(ProductVariant { id: variant }),
            }),
        }
    }
}

pub(super) fn user_errors(refusals: Vec<Refusal>) -> Vec<UserError> {
    refusals.into_iter().map(Into::into).collect()
}

/// A cart after a write, or why there was none.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct CartPayload {
    cart: Option<Cart>,
    user_errors: Vec<UserError>,
    warnings: Vec<Warning>,
}

impl CartPayload {
    pub(super) fn new(outcome: Result<domain::Cart, Vec<Refusal>>) -> Self {
        match outcome {
            Ok(cart) => Self {
                cart: Some(Cart(cart)),
                user_errors: Vec::new(),
                warnings: Vec::new(),
            },
            Err(refusals) => Self {
                cart: None,
                user_errors: user_errors(refusals),
                warnings: Vec::new(),
            },
        }
    }

    pub(super) fn warn(mut self, code: Code, message: &str) -> Self {
        self.warnings.push(Warning::new(code, message));
        self
    }
}

/// What submitting a cart came to.
#[derive(Debug, Union)]
pub(super) enum CheckoutSubmitResult {
    Accepted(CheckoutAccepted),
    AlreadyAccepted(CheckoutAlreadyAccepted),
    Failed(CheckoutFailed),
    Throttled(CheckoutThrottled),
}

/// It is on its way; follow it by `checkoutProgress`.
#[derive(Debug, SimpleObject)]
pub(super) struct CheckoutAccepted {
    pub(super) checkout: Checkout,
    pub(super) order_id: OrderId,
}

/// This very attempt was accepted before.
#[derive(Debug, SimpleObject)]
pub(super) struct CheckoutAlreadyAccepted {
    pub(super) checkout: Checkout,
    pub(super) order_id: OrderId,
}

/// Nothing was begun.
#[derive(Debug, SimpleObject)]
pub(super) struct CheckoutFailed {
    pub(super) user_errors: Vec<UserError>,
}

/// Another attempt to buy this cart is on its way; wait for its end.
#[derive(Debug, SimpleObject)]
pub(super) struct CheckoutThrottled {
    pub(super) retry_after_seconds: i32,
}
