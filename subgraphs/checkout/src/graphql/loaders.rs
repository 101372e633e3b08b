//! Batches: however many references a request has, each kind is loaded in a fixed number of queries.

use crate::db::{cart, checkout, checkout::CheckoutRow};
use crate::domain::DomainError;
use crate::domain::cart::{self as carts, Cart};
use async_graphql::dataloader::Loader;
use std::collections::HashMap;
use std::sync::Arc;
use subgraph_kit::db::{Db, DbError};
use subgraph_kit::id::{CartId, CheckoutId, CustomerId};

/// Carts by id.
pub(super) struct Carts(pub(super) Db);

/// Open carts by their customer.
pub(super) struct OpenCarts(pub(super) Db);

/// Checkouts by id.
pub(super) struct Checkouts(pub(super) Db);

impl Loader<CartId> for Carts {
    type Value = Cart;
    type Error = Arc<DomainError>;

    async fn load(&self, ids: &[CartId]) -> Result<HashMap<CartId, Cart>, Self::Error> {
        let load = async {
            let mut conn = self.0.conn().await?;
            let rows = cart::find(&mut conn, ids).await?;
            carts::load(&mut conn, rows).await
        };
        let loaded = load.await.map_err(Arc::new)?;
        Ok(loaded.into_iter().map(|cart| (cart.row.id, cart)).collect())
    }
}

impl Loader<CustomerId> for OpenCarts {
    type Value = Cart;
    type Error = Arc<DomainError>;

    async fn load(&self, ids: &[CustomerId]) -> Result<HashMap<CustomerId, Cart>, Self::Error> {
        let load = async {
            let mut conn = self.0.conn().await?;
            let rows = cart::open_of(&mut conn, ids).await?;
            carts::load(&mut conn, rows).await
        };
        let loaded = load.await.map_err(Arc::new)?;
        let by_customer = loaded
            .into_iter()
            .filter_map(|cart| Some((cart.row.customer_id?, cart)));
        Ok(by_customer.collect())
    }
}

impl Loader<CheckoutId> for Checkouts {
    type Value = CheckoutRow;
    type Error = Arc<DbError>;

    async fn load(
        &self,
        ids: &[CheckoutId],
    ) -> Result<HashMap<CheckoutId, CheckoutRow>, Self::Error> {
        let load = async {
            let mut conn = self.0.conn().await?;
            Ok(checkout::find(&mut conn, ids).await?)
        };
        let rows = load.await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}
