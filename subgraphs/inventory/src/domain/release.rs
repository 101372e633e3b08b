//! Giving back what is held for a checkout, whatever has become of it.

use super::pieces::{self, Move, StockError, Way};
use super::reservation::{Answer, ReservationState};
use crate::db;
use crate::db::reservation::ReservationRow;
use chrono::{DateTime, Utc};
use subgraph_kit::db::Conn;
use subgraph_kit::id::CheckoutId;

/// Releases. When the reservation has not come yet, a note is left that makes it come to nothing; a sale is undone.
pub(crate) async fn release(
    conn: &mut Conn,
    checkout: CheckoutId,
    now: DateTime<Utc>,
) -> Result<Answer, StockError> {
    let note = ReservationRow {
        checkout_id: checkout,
        state: ReservationState::Released,
        expires_at: None,
        refusal: None,
        updated_at: now,
    };
    if db::reservation::open(conn, &note).await? {
        return Ok(Answer::Released);
    }
    let Some(row) = db::reservation::lock(conn, checkout).await? else {
        return Ok(Answer::Released);
    };
    match row.state {
        ReservationState::Reserved => give_back(conn, checkout, Way::Release, now).await?,
        ReservationState::Committed => give_back(conn, checkout, Way::TakeBack, now).await?,
        ReservationState::Expired => {
            db::reservation::set_state(conn, checkout, ReservationState::Released, None, now)
                .await?;
        }
        // Nothing is held, and its refusal stays the answer to the same command.
        ReservationState::Released | ReservationState::Rejected => {}
    }
    Ok(Answer::Released)
}

async fn give_back(
    conn: &mut Conn,
    checkout: CheckoutId,
    way: Way,
    now: DateTime<Utc>,
) -> Result<(), StockError> {
    let lines = db::reservation::lines(conn, checkout).await?;
    let moves: Vec<Move> = lines.iter().map(|line| Move::of_line(line, way)).collect();
    pieces::make(conn, &moves).await?;
    db::reservation::set_state(conn, checkout, ReservationState::Released, None, now).await?;
    Ok(())
}
