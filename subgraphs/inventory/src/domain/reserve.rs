//! Reserving all lines of a checkout, or none.

use super::allocation::{Wanted, allocate};
use super::pieces::{self, Move, StockError, Way};
use super::reservation::{Answer, Reason, Refusal, ReservationState};
use crate::db;
use crate::db::level::LevelRow;
use crate::db::reservation::{LineRow, ReservationRow};
use chrono::{DateTime, Utc};
use subgraph_kit::db::Conn;
use subgraph_kit::id::{CheckoutId, VariantId};

/// What a checkout wants held for it, and how long.
#[derive(Debug, Clone)]
pub(crate) struct ReserveOrder {
    pub(crate) checkout: CheckoutId,
    pub(crate) wanted: Wanted,
    pub(crate) expires_at: DateTime<Utc>,
}

/// Reserves. Asked again for the same checkout, it answers as before and moves nothing; asked after the release, it refuses.
pub(crate) async fn reserve(
    conn: &mut Conn,
    order: &ReserveOrder,
    now: DateTime<Utc>,
) -> Result<Answer, StockError> {
    let row = ReservationRow {
        checkout_id: order.checkout,
        state: ReservationState::Reserved,
        expires_at: Some(order.expires_at),
        refusal: None,
        updated_at: now,
    };
    if !db::reservation::open(conn, &row).await? {
        return earlier_answer(conn, order.checkout).await;
    }
    if order.expires_at <= now {
        return refuse(
            conn,
            order,
            Refusal::because(Reason::ReservationExpired),
            now,
        )
        .await;
    }
    let levels = sellable_levels(conn, &order.wanted).await?;
    match allocate(&order.wanted, &levels, Way::Reserve) {
        Ok(moves) => {
            pieces::make(conn, &moves).await?;
            db::reservation::replace_lines(conn, order.checkout, &lines(order.checkout, &moves))
                .await?;
            Ok(Answer::Reserved)
        }
        Err(shortages) => refuse(conn, order, Refusal::short_of(shortages), now).await,
    }
}

/// The levels of the wanted variants, locked; those of withdrawn variants left out.
pub(super) async fn sellable_levels(
    conn: &mut Conn,
    wanted: &Wanted,
) -> Result<Vec<LevelRow>, StockError> {
    let variants: Vec<VariantId> = wanted.keys().copied().collect();
    let mut levels = db::level::lock(conn, &variants).await?;
    let withdrawn = db::variant::withdrawn(conn, &variants).await?;
    levels.retain(|level| !withdrawn.contains(&level.variant_id));
    Ok(levels)
}

/// Moves as lines of a reservation.
pub(super) fn lines(checkout: CheckoutId, moves: &[Move]) -> Vec<LineRow> {
    let line = |one: &Move| LineRow {
        checkout_id: checkout,
        variant_id: one.variant,
        location: one.location.clone(),
        quantity: one.quantity,
    };
    moves.iter().map(line).collect()
}

async fn refuse(
    conn: &mut Conn,
    order: &ReserveOrder,
    refusal: Refusal,
    now: DateTime<Utc>,
) -> Result<Answer, StockError> {
    let kept = serde_json::to_value(&refusal).expect("a refusal is JSON");
    db::reservation::set_state(
        conn,
        order.checkout,
        ReservationState::Rejected,
        Some(&kept),
        now,
    )
    .await?;
    Ok(Answer::Rejected(refusal))
}

async fn earlier_answer(conn: &mut Conn, checkout: CheckoutId) -> Result<Answer, StockError> {
    let Some(row) = db::reservation::lock(conn, checkout).await? else {
        // Forgotten between two statements: far too old to be reserved now.
        return Ok(Answer::Rejected(Refusal::because(
            Reason::ReservationExpired,
        )));
    };
    Ok(match row.state {
        ReservationState::Reserved | ReservationState::Committed => Answer::Reserved,
        ReservationState::Released => {
            Answer::Rejected(Refusal::because(Reason::ReservationReleased))
        }
        ReservationState::Expired => Answer::Rejected(Refusal::because(Reason::ReservationExpired)),
        ReservationState::Rejected => Answer::Rejected(kept_refusal(&row)),
    })
}

/// The refusal that was answered before.
pub(super) fn kept_refusal(row: &ReservationRow) -> Refusal {
    let kept = row
        .refusal
        .clone()
        .and_then(|refusal| serde_json::from_value(refusal).ok());
    // The table's check says that a rejected one has it; a form of an older version says at least that it was refused.
    kept.unwrap_or_else(|| Refusal::short_of(Vec::new()))
}
