//! Changing the price of a variant.

use super::draft::check::price_fault;
use crate::db;
use crate::db::product::ProductRow;
use crate::db::variant::VariantRow;
use crate::events;
use chrono::Utc;
use subgraph_kit::db::{Conn, Db, DbError};
use subgraph_kit::id::VariantId;
use subgraph_kit::money::Money;

/// Why a price was not changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PriceError {
    /// There is no such variant.
    #[error("there is no such variant")]
    NotFound,
    /// The price is out of range.
    #[error("{0}")]
    Invalid(&'static str),
    /// The database failed.
    #[error("cannot change the price")]
    Db(#[from] DbError),
}

impl From<diesel::result::Error> for PriceError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Db(error.into())
    }
}

/// Sets the price of a variant, and the former price shown beside it. The same price again changes nothing and tells nobody.
pub(crate) async fn change(
    db: &Db,
    id: VariantId,
    price: Money,
    compare_at: Option<Money>,
) -> Result<ProductRow, PriceError> {
    if let Some(message) = price_fault(price.amount, compare_at.map(|former| former.amount)) {
        return Err(PriceError::Invalid(message));
    }
    db.transaction(async |conn| change_in(conn, id, price, compare_at).await)
        .await
}

async fn change_in(
    conn: &mut Conn,
    id: VariantId,
    price: Money,
    compare_at: Option<Money>,
) -> Result<ProductRow, PriceError> {
    let found = db::variant::by_ids(conn, &[id]).await?;
    let product_id = found.first().ok_or(PriceError::NotFound)?.product_id;
    // The product's lock orders changes of its variants, whose lowest and highest price it holds; only then are they read.
    let mut product = db::product::lock(conn, product_id)
        .await?
        .ok_or(PriceError::NotFound)?;
    let mut variants = db::variant::of_products(conn, &[product_id]).await?;
    let variant = variants
        .iter_mut()
        .find(|variant| variant.id == id)
        .ok_or(PriceError::NotFound)?;
    let former = variant.price();
    variant.price = price.amount;
    variant.currency_code = price.currency;
    variant.compare_at_price = compare_at.map(|former| former.amount);
    let changed = variant.clone();
    db::variant::save(conn, std::slice::from_ref(&changed)).await?;
    renew_range(&mut product, &variants);
    db::product::save(conn, &product).await?;
    if former != price {
        events::price::changed(conn, &changed).await?;
    }
    Ok(product)
}

fn renew_range(product: &mut ProductRow, variants: &[VariantRow]) {
    let prices = || variants.iter().map(|variant| variant.price);
    product.min_price = prices().min().unwrap_or(product.min_price);
    product.max_price = prices().max().unwrap_or(product.max_price);
    product.updated_at = Utc::now();
}
