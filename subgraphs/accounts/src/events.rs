//! What accounts tells the others.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use subgraph_kit::{
    events::{Event, Message},
    id::CustomerId,
};

use crate::db::customer::CustomerRow;

/// `account.registered.v1`: somebody opened an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountRegistered {
    pub customer_id: CustomerId,
    pub email: String,
    pub display_name: String,
}

/// `account.verification.requested.v1`: a customer is to prove that the address is theirs.
///
/// The token is a secret until it is used or over: whoever may read the bus may use it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerificationRequested {
    pub customer_id: CustomerId,
    pub email: String,
    pub display_name: String,
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

/// `account.password.reset.requested.v1`: somebody wants to reset a customer's password.
///
/// The token is a secret, as in [`VerificationRequested`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PasswordResetRequested {
    pub customer_id: CustomerId,
    pub email: String,
    pub display_name: String,
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

/// `account.erased.v1`: a customer is to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountErased {
    pub customer_id: CustomerId,
    pub erased_at: DateTime<Utc>,
}

/// Makes types events of accounts whose subject is the customer, so that each consumer handles
/// them in order.
macro_rules! says {
    ($($event:ident, $kind:literal;)+) => {$(
        impl Message for $event {
            const TYPE: &'static str = $kind;
        }

        impl Event for $event {
            const SOURCE: &'static str = "accounts";

            fn subject(&self) -> String {
                self.customer_id.to_string()
            }
        }
    )+};
}

says!(
    AccountRegistered, "account.registered.v1";
    VerificationRequested, "account.verification.requested.v1";
    PasswordResetRequested, "account.password.reset.requested.v1";
    AccountErased, "account.erased.v1";
);

/// Without their tokens.
macro_rules! debug_without_token {
    ($($event:ident),+) => {$(
        impl std::fmt::Debug for $event {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($event))
                    .field("customer_id", &self.customer_id)
                    .field("expires_at", &self.expires_at)
                    .finish_non_exhaustive()
            }
        }
    )+};
}

debug_without_token!(VerificationRequested, PasswordResetRequested);

impl From<&CustomerRow> for AccountRegistered {
    fn from(row: &CustomerRow) -> Self {
        Self {
            customer_id: row.id,
            email: row.email.clone(),
            display_name: row.display_name.clone(),
        }
    }
}
