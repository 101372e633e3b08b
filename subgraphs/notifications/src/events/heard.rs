//! The events this service acts on, as far as it reads them.
//!
//! Unknown fields are ignored: a producer may add to an event without asking.

use serde::Deserialize;
use subgraph_kit::{
    events::Message,
    id::{CheckoutId, CustomerId, OrderId},
};

/// `account.registered.v1`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountRegistered {
    pub customer_id: CustomerId,
    pub email: String,
    pub display_name: String,
}

/// What `account.verification.requested.v1` and `account.password.reset.requested.v1` say.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenIssued {
    pub customer_id: CustomerId,
    pub email: String,
    pub display_name: String,
    /// A secret.
    pub token: String,
}

impl std::fmt::Debug for TokenIssued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenIssued")
            .field("customer_id", &self.customer_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
impl TokenIssued {
    /// For Ada.
    pub(crate) fn example() -> Self {
        Self {
            customer_id: CustomerId::new(),
            email: "ada@example.com".to_owned(),
            display_name: "Ada".to_owned(),
            token: "pmt_AAAA".to_owned(),
        }
    }
}

/// `account.verification.requested.v1`
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct VerificationRequested(pub TokenIssued);

/// `account.password.reset.requested.v1`
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct PasswordResetRequested(pub TokenIssued);

/// `account.erased.v1`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountErased {
    pub customer_id: CustomerId,
}

/// `order.confirmed.v1`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderConfirmed {
    pub order_id: OrderId,
    pub number: String,
    pub customer_id: Option<CustomerId>,
    pub email: String,
    pub lines: Vec<OrderLine>,
    pub cost: OrderCost,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderLine {
    pub title: String,
    pub quantity: i64,
    pub total: Amount,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderCost {
    pub subtotal: Amount,
    pub discount: Amount,
    pub shipping: Amount,
    pub tax: Amount,
    pub total: Amount,
}

/// Money as it is said. It is shown and never reckoned with here, so it stays text.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Amount {
    pub amount: String,
    pub currency_code: String,
}

impl Amount {
    /// Such as `12.30 EUR`.
    pub fn shown(&self) -> String {
        format!("{} {}", self.amount, self.currency_code)
    }

    pub fn is_zero(&self) -> bool {
        self.amount.chars().all(|c| matches!(c, '0' | '.' | '-'))
    }
}

/// `checkout.submitted.v1`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckoutSubmitted {
    pub checkout_id: CheckoutId,
    /// Absent for a guest.
    pub customer_id: Option<CustomerId>,
}

/// `checkout.failed.v1`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckoutFailed {
    pub checkout_id: CheckoutId,
    /// Stable, such as `PAYMENT_DECLINED`.
    pub code: String,
    /// In words for the buyer.
    pub message: String,
    /// Whose it was, should checkout say so; else what `checkout.submitted.v1` said counts.
    pub customer_id: Option<CustomerId>,
    pub email: Option<String>,
}

impl Message for AccountRegistered {
    const TYPE: &'static str = "account.registered.v1";
}

impl Message for VerificationRequested {
    const TYPE: &'static str = "account.verification.requested.v1";
}

impl Message for PasswordResetRequested {
    const TYPE: &'static str = "account.password.reset.requested.v1";
}

impl Message for AccountErased {
    const TYPE: &'static str = "account.erased.v1";
}

impl Message for OrderConfirmed {
    const TYPE: &'static str = "order.confirmed.v1";
}

impl Message for CheckoutSubmitted {
    const TYPE: &'static str = "checkout.submitted.v1";
}

impl Message for CheckoutFailed {
    const TYPE: &'static str = "checkout.failed.v1";
}
