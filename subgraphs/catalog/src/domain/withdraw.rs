//! Withdrawing a product from sale.

use super::status::ProductStatus;
use crate::db;
use crate::db::product::ProductRow;
use crate::events;
use chrono::Utc;
use subgraph_kit::db::{Db, DbError};
use subgraph_kit::id::ProductId;

/// Why a product was not withdrawn.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WithdrawError {
    /// There is no such product.
    #[error("there is no such product")]
    NotFound,
    /// The database failed.
    #[error("cannot withdraw the product")]
    Db(#[from] DbError),
}

impl From<diesel::result::Error> for WithdrawError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Db(error.into())
    }
}

/// What became of it.
#[derive(Debug)]
pub(crate) struct Withdrawn {
    pub(crate) product: ProductRow,
    /// It had been withdrawn before; nothing changed.
    pub(crate) already: bool,
}

/// Takes a product out of lists and search. It can be published again under its handle.
pub(crate) async fn withdraw(db: &Db, id: ProductId) -> Result<Withdrawn, WithdrawError> {
    db.transaction(async |conn| {
        let mut product = db::product::lock(conn, id)
            .await?
            .ok_or(WithdrawError::NotFound)?;
        match product.status {
            ProductStatus::Withdrawn => Ok(Withdrawn {
                product,
                already: true,
            }),
            ProductStatus::Published => {
                product.status = ProductStatus::Withdrawn;
                product.updated_at = Utc::now();
                db::product::save(conn, &product).await?;
                let variants = db::variant::of_products(conn, &[id]).await?;
                events::product::withdrawn(conn, id, &variants).await?;
                Ok(Withdrawn {
                    product,
                    already: false,
                })
            }
        }
    })
    .await
}
