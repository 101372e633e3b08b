//! Batched reads: one statement for all orders of a request.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use subgraph_kit::db::{Db, DbError};
use subgraph_kit::id::OrderId;

use crate::db::order::OrderRow;
use crate::db::order_event::OrderEventRow;
use crate::db::order_line::OrderLineRow;
use crate::db::shipping_address::ShippingAddressRow;
use crate::db::{order, order_event, order_line, shipping_address};

pub(super) struct Orders(pub(super) Db);
pub(super) struct Lines(pub(super) Db);
pub(super) struct Addresses(pub(super) Db);
pub(super) struct Timelines(pub(super) Db);

impl Loader<OrderId> for Orders {
    type Value = OrderRow;
    type Error = Arc<DbError>;

    async fn load(&self, ids: &[OrderId]) -> Result<HashMap<OrderId, OrderRow>, Self::Error> {
        let rows =
            async { Ok::<_, DbError>(order::by_ids(&mut *self.0.conn().await?, ids).await?) };
        Ok(rows.await?.into_iter().map(|row| (row.id, row)).collect())
    }
}

impl Loader<OrderId> for Lines {
    type Value = Vec<OrderLineRow>;
    type Error = Arc<DbError>;

    async fn load(&self, ids: &[OrderId]) -> Result<HashMap<OrderId, Self::Value>, Self::Error> {
        let rows = async {
            Ok::<_, DbError>(order_line::of_orders(&mut *self.0.conn().await?, ids).await?)
        };
        Ok(grouped(rows.await?, |row| row.order_id))
    }
}

impl Loader<OrderId> for Addresses {
    type Value = ShippingAddressRow;
    type Error = Arc<DbError>;

    async fn load(&self, ids: &[OrderId]) -> Result<HashMap<OrderId, Self::Value>, Self::Error> {
        let rows = async {
            Ok::<_, DbError>(shipping_address::of_orders(&mut *self.0.conn().await?, ids).await?)
        };
        Ok(rows
            .await?
            .into_iter()
            .map(|row| (row.order_id, row))
            .collect())
    }
}

impl Loader<OrderId> for Timelines {
    type Value = Vec<OrderEventRow>;
    type Error = Arc<DbError>;

    async fn load(&self, ids: &[OrderId]) -> Result<HashMap<OrderId, Self::Value>, Self::Error> {
        let rows = async {
            Ok::<_, DbError>(order_event::of_orders(&mut *self.0.conn().await?, ids).await?)
        };
        Ok(grouped(rows.await?, |row| row.order_id))
    }
}

/// The rows of each order, in the order they came.
fn grouped<R>(rows: Vec<R>, order: impl Fn(&R) -> OrderId) -> HashMap<OrderId, Vec<R>> {
    let mut groups: HashMap<OrderId, Vec<R>> = HashMap::new();
    for row in rows {
        groups.entry(order(&row)).or_default().push(row);
    }
    groups
}
