//! What accounts tells the others.

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

impl Message for AccountRegistered {
    const TYPE: &'static str = "account.registered.v1";
}

impl Event for AccountRegistered {
    const SOURCE: &'static str = "accounts";

    fn subject(&self) -> String {
        self.customer_id.to_string()
    }
}

impl From<&CustomerRow> for AccountRegistered {
    fn from(row: &CustomerRow) -> Self {
        Self {
            customer_id: row.id,
            email: row.email.clone(),
            display_name: row.display_name.clone(),
        }
    }
}
