//! The three axes of an order's state. They move on their own: an order can be confirmed, paid and not yet sent.

use async_graphql::Enum;
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use subgraph_kit::text_column;

/// Where the order itself stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub enum OrderStatus {
    /// Placed, and the checkout has not ended yet.
    Pending,
    /// Bought.
    Confirmed,
    /// Not bought after all; final.
    Cancelled,
}

/// What became of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub enum PaymentStatus {
    /// Nothing is certain yet.
    Pending,
    /// Held on the card, taken when the goods leave.
    Authorized,
    /// Taken.
    Paid,
    /// Let go before it was taken.
    Voided,
    /// Given back.
    Refunded,
}

/// What became of the goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub enum FulfilmentStatus {
    /// Still here.
    Unfulfilled,
    /// On their way or there.
    Fulfilled,
}

text_column!(OrderStatus { Pending = "PENDING", Confirmed = "CONFIRMED", Cancelled = "CANCELLED" });
text_column!(PaymentStatus {
    Pending = "PENDING",
    Authorized = "AUTHORIZED",
    Paid = "PAID",
    Voided = "VOIDED",
    Refunded = "REFUNDED",
});
text_column!(FulfilmentStatus { Unfulfilled = "UNFULFILLED", Fulfilled = "FULFILLED" });
