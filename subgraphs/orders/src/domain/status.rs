//! The three axes of an order's state. They move on their own: an order can be confirmed, paid and not yet sent.

use async_graphql::Enum;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;

/// Keeps an enum in a `text` column under the names that the graph shows.
macro_rules! text_column {
    ($name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $name {
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }
        }

        impl ToSql<Text, Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                <str as ToSql<Text, Pg>>::to_sql(self.as_str(), out)
            }
        }

        impl FromSql<Text, Pg> for $name {
            fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
                let text = <String as FromSql<Text, Pg>>::from_sql(bytes)?;
                match text.as_str() {
                    $($text => Ok(Self::$variant),)+
                    other => Err(format!(concat!("`{}` is no ", stringify!($name)), other).into()),
                }
            }
        }
    };
}

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
