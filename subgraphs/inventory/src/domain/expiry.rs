//! Reservations whose time is over, and those that ended long ago.

use super::pieces::{self, Move, StockError, Way};
use super::reservation::ReservationState;
use crate::db;
use crate::events::reply;
use chrono::{DateTime, Duration, Utc};
use subgraph_kit::db::{Conn, Db, DbError};

/// Most reservations one round deals with; what is left waits for the next.
const BATCH: usize = 1_000;
/// A command that comes this late after its reservation has ended is no longer recognised; brokers keep none so long.
const KEEP: Duration = Duration::days(30);

/// Gives back the pieces of all reservations whose time is over, one transaction each; how many.
pub(crate) async fn sweep(db: &Db) -> Result<usize, StockError> {
    for expired in 0..BATCH {
        let found = db
            .transaction(async |conn| expire_one(conn, Utc::now()).await)
            .await?;
        if !found {
            return Ok(expired);
        }
    }
    Ok(BATCH)
}

/// Gives back the pieces of one; whether there was one.
pub(crate) async fn expire_one(conn: &mut Conn, now: DateTime<Utc>) -> Result<bool, StockError> {
    let Some(row) = db::reservation::lock_due(conn, now).await? else {
        return Ok(false);
    };
    let lines = db::reservation::lines(conn, row.checkout_id).await?;
    let moves: Vec<Move> = lines
        .iter()
        .map(|line| Move::of_line(line, Way::Release))
        .collect();
    pieces::make(conn, &moves).await?;
    db::reservation::set_state(conn, row.checkout_id, ReservationState::Expired, None, now).await?;
    reply::released(conn, row.checkout_id).await?;
    Ok(true)
}

/// Removes what came to nothing long ago; how many.
pub(crate) async fn forget(db: &Db) -> Result<usize, DbError> {
    let limit = i64::try_from(BATCH).expect("the constant is small");
    let mut conn = db.conn().await?;
    Ok(db::reservation::forget(&mut conn, Utc::now() - KEEP, limit).await?)
}
