//! Selling what is held for a checkout.

use super::allocation::{Wanted, allocate};
use super::pieces::{self, Move, StockError, Way};
use super::reservation::{Answer, Reason, Refusal, ReservationState};
use super::reserve;
use crate::db;
use chrono::{DateTime, Utc};
use subgraph_kit::db::Conn;
use subgraph_kit::id::CheckoutId;

/// Commits. A reservation that has expired is sold all the same while there is enough, because the buyer has paid.
pub(crate) async fn commit(
    conn: &mut Conn,
    checkout: CheckoutId,
    now: DateTime<Utc>,
) -> Result<Answer, StockError> {
    let Some(row) = db::reservation::lock(conn, checkout).await? else {
        return Ok(Answer::Rejected(Refusal::because(
            Reason::ReservationUnknown,
        )));
    };
    match row.state {
        ReservationState::Committed => Ok(Answer::Committed),
        ReservationState::Reserved => {
            let lines = db::reservation::lines(conn, checkout).await?;
            let moves: Vec<Move> = lines
                .iter()
                .map(|line| Move::of_line(line, Way::Commit))
                .collect();
            pieces::make(conn, &moves).await?;
            sold(conn, checkout, now).await
        }
        ReservationState::Expired => sell_again(conn, checkout, now).await,
        ReservationState::Released => Ok(Answer::Rejected(Refusal::because(
            Reason::ReservationReleased,
        ))),
        ReservationState::Rejected => Ok(Answer::Rejected(reserve::kept_refusal(&row))),
    }
}

async fn sell_again(
    conn: &mut Conn,
    checkout: CheckoutId,
    now: DateTime<Utc>,
) -> Result<Answer, StockError> {
    let mut wanted = Wanted::new();
    for line in db::reservation::lines(conn, checkout).await? {
        *wanted.entry(line.variant_id).or_default() += line.quantity;
    }
    let levels = reserve::sellable_levels(conn, &wanted).await?;
    match allocate(&wanted, &levels, Way::Sell) {
        Ok(moves) => {
            pieces::make(conn, &moves).await?;
            db::reservation::replace_lines(conn, checkout, &reserve::lines(checkout, &moves))
                .await?;
            sold(conn, checkout, now).await
        }
        // Still expired: the same command may find more another time, and the release is yet to come.
        Err(shortages) => Ok(Answer::Rejected(Refusal::short_of(shortages))),
    }
}

async fn sold(
    conn: &mut Conn,
    checkout: CheckoutId,
    now: DateTime<Utc>,
) -> Result<Answer, StockError> {
    db::reservation::set_state(conn, checkout, ReservationState::Committed, None, now).await?;
    Ok(Answer::Committed)
}
