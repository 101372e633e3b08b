//! How far a payment is, and what the ledger says of a transaction.

use async_graphql::Enum;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;

/// Keeps an enum in a `text` column.
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

/// How far a payment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub enum PaymentState {
    /// The provider is to be asked, or was and has not answered.
    Authorizing,
    /// The amount is held.
    Authorized,
    /// The card was refused.
    Declined,
    /// The provider is to let the authorization go, whether or not there is one.
    Voiding,
    /// Nothing is held, and nothing will be; final.
    Voided,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub enum TransactionKind {
    /// The amount is held on the card.
    Authorization,
    /// The held amount is taken.
    Capture,
    /// What was taken is given back.
    Refund,
    /// What was held is let go.
    Void,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub enum TransactionState {
    Succeeded,
    Declined,
}

text_column!(PaymentState {
    Authorizing = "authorizing",
    Authorized = "authorized",
    Declined = "declined",
    Voiding = "voiding",
    Voided = "voided",
});
text_column!(TransactionKind {
    Authorization = "AUTHORIZATION",
    Capture = "CAPTURE",
    Refund = "REFUND",
    Void = "VOID",
});
text_column!(TransactionState { Succeeded = "SUCCEEDED", Declined = "DECLINED" });
