//! How far a payment is, and what the ledger says of a transaction.

use async_graphql::Enum;
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use subgraph_kit::text_column;

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
