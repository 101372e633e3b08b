//! Batched reads: one statement for all orders of a request.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use subgraph_kit::db::{Db, DbError};
use subgraph_kit::id::OrderId;

use crate::db::payment::PaymentRow;
use crate::db::transaction::TransactionRow;
use crate::db::{payment, transaction};

pub(super) struct Payments(pub(super) Db);
pub(super) struct Transactions(pub(super) Db);

impl Loader<OrderId> for Payments {
    type Value = PaymentRow;
    type Error = Arc<DbError>;

    async fn load(&self, ids: &[OrderId]) -> Result<HashMap<OrderId, PaymentRow>, Self::Error> {
        let rows =
            async { Ok::<_, DbError>(payment::of_orders(&mut *self.0.conn().await?, ids).await?) };
        Ok(rows
            .await?
            .into_iter()
            .map(|row| (row.order_id, row))
            .collect())
    }
}

impl Loader<OrderId> for Transactions {
    type Value = Vec<TransactionRow>;
    type Error = Arc<DbError>;

    async fn load(&self, ids: &[OrderId]) -> Result<HashMap<OrderId, Self::Value>, Self::Error> {
        let rows = async {
            Ok::<_, DbError>(transaction::of_orders(&mut *self.0.conn().await?, ids).await?)
        };
        let mut groups: HashMap<OrderId, Vec<TransactionRow>> = HashMap::new();
        for row in rows.await? {
            groups.entry(row.order_id).or_default().push(row);
        }
        Ok(groups)
    }
}
