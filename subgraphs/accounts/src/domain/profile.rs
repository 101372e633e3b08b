//! What a customer says of themselves.

use subgraph_kit::id::CustomerId;

use super::{display_name::DisplayName, fault::Fault, service::Accounts};
use crate::db::{self, customer::CustomerRow};

impl Accounts {
    /// Changes the name that others see; `None` when the customer is gone.
    pub async fn rename(
        &self,
        customer: CustomerId,
        name: &DisplayName,
    ) -> Result<Option<CustomerRow>, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::customer::rename(&mut conn, customer, name.as_str()).await?)
    }

    /// The customers with these ids, those that exist, in no order.
    pub async fn customers(&self, ids: &[CustomerId]) -> Result<Vec<CustomerRow>, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::customer::by_ids(&mut conn, ids).await?)
    }
}
