//! The demo's discount codes.

use crate::db::promotion::{self, PromotionRow};
use chrono::DateTime;
use subgraph_kit::db::{Db, DbError};
use subgraph_kit::money::CurrencyCode;

/// Adds `WELCOME10` (10 % off) and `FIVE` (5 EUR off from 50 EUR on), unless there are such codes.
pub async fn seed(db: &Db) -> Result<(), DbError> {
    let mut conn = db.conn().await?;
    for row in [
        code("WELCOME10", Some(10), None, 0),
        code("FIVE", None, Some(500), 5_000),
    ] {
        promotion::insert_new(&mut conn, &row).await?;
    }
    Ok(())
}

fn code(
    code: &str,
    percent: Option<i32>,
    amount: Option<i64>,
    minimum_subtotal: i64,
) -> PromotionRow {
    PromotionRow {
        code: code.to_owned(),
        percent,
        amount,
        currency: CurrencyCode::Eur,
        minimum_subtotal,
        starts_at: DateTime::UNIX_EPOCH,
        ends_at: None,
    }
}
