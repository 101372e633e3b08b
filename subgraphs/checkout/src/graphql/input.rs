//! Inputs, and how they become what the domain takes.

use crate::domain::edit::{Changed, Wanted};
use crate::domain::snapshot::ShippingAddress;
use crate::domain::submit::Submission;
use async_graphql::InputObject;
use subgraph_kit::country::CountryCode;
use subgraph_kit::id::{CartId, CartLineId, VariantId};
use subgraph_kit::money::{Money, MoneyError, MoneyInput};
use subgraph_kit::scalars::EmailAddress;

#[derive(Debug, InputObject)]
pub(super) struct CartCreateInput {
    pub(super) lines: Option<Vec<CartLineInput>>,
}

#[derive(Debug, Clone, Copy, InputObject)]
pub(super) struct CartLineInput {
    pub(super) variant_id: VariantId,
    pub(super) quantity: i32,
}

#[derive(Debug, InputObject)]
pub(super) struct CartLinesAddInput {
    pub(super) lines: Vec<CartLineInput>,
    pub(super) version: Option<i32>,
}

#[derive(Debug, Clone, Copy, InputObject)]
pub(super) struct CartLineUpdateInput {
    pub(super) line_id: CartLineId,
    pub(super) quantity: i32,
}

#[derive(Debug, InputObject)]
pub(super) struct CartLinesUpdateInput {
    pub(super) lines: Vec<CartLineUpdateInput>,
    pub(super) version: Option<i32>,
}

#[derive(Debug, InputObject)]
pub(super) struct CartLinesRemoveInput {
    pub(super) line_ids: Vec<CartLineId>,
    pub(super) version: Option<i32>,
}

#[derive(Debug, InputObject)]
pub(super) struct CartDiscountCodesUpdateInput {
    /// All the cart is to have, three at most, in the order in which they take off.
    pub(super) codes: Vec<String>,
    pub(super) version: Option<i32>,
}

#[derive(InputObject)]
pub(super) struct CheckoutSubmitInput {
    /// Chosen by the client, one a try to buy; the same token with the same payload gives the first answer again.
    pub(super) attempt_token: String,
    pub(super) email: EmailAddress,
    pub(super) shipping_address: ShippingAddressInput,
    /// Of the payment provider; card data never comes here.
    #[graphql(secret)]
    pub(super) payment_token: String,
    /// What the buyer saw; refused with TOTAL_CHANGED when it is no longer so.
    pub(super) expected_total: MoneyInput,
    pub(super) version: Option<i32>,
}

#[derive(Debug, InputObject)]
pub(super) struct ShippingAddressInput {
    pub(super) name: String,
    pub(super) line1: String,
    pub(super) line2: Option<String>,
    pub(super) city: String,
    pub(super) region: Option<String>,
    pub(super) postal_code: String,
    pub(super) country_code: CountryCode,
}

impl From<CartLineInput> for Wanted {
    fn from(input: CartLineInput) -> Self {
        Self {
            variant: input.variant_id,
            quantity: input.quantity,
        }
    }
}

impl From<CartLineUpdateInput> for Changed {
    fn from(input: CartLineUpdateInput) -> Self {
        Self {
            line: input.line_id,
            quantity: input.quantity,
        }
    }
}

impl From<ShippingAddressInput> for ShippingAddress {
    fn from(input: ShippingAddressInput) -> Self {
        Self {
            name: input.name,
            line1: input.line1,
            line2: input.line2,
            city: input.city,
            region: input.region,
            postal_code: input.postal_code,
            country_code: input.country_code,
        }
    }
}

impl CheckoutSubmitInput {
    pub(super) fn of(self, cart_id: CartId) -> Result<Submission, MoneyError> {
        Ok(Submission {
            cart_id,
            attempt_token: self.attempt_token,
            email: self.email.as_str().to_owned(),
            shipping_address: self.shipping_address.into(),
            payment_token: self.payment_token,
            expected_total: Money::try_from(self.expected_total)?,
            version: self.version,
        })
    }
}
