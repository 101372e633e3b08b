//! Reservations and their lines.

use super::tables::{reservation_lines, reservations};
use crate::domain::reservation::ReservationState;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use subgraph_kit::id::{CheckoutId, VariantId};

/// A row of `reservations`.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = reservations)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(crate) struct ReservationRow {
    pub(crate) checkout_id: CheckoutId,
    pub(crate) state: ReservationState,
    /// Absent when it was never more than a note that it must not be made.
    pub(crate) expires_at: Option<DateTime<Utc>>,
    /// The data of the event that refused it.
    pub(crate) refusal: Option<Value>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// A row of `reservation_lines`: pieces, and where they were taken from.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = reservation_lines)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(crate) struct LineRow {
    pub(crate) checkout_id: CheckoutId,
    pub(crate) variant_id: VariantId,
    pub(crate) location: String,
    pub(crate) quantity: i32,
}

/// Adds the row unless the checkout has one; whether it was added. Waits for another transaction that is about to.
pub(crate) async fn open(conn: &mut AsyncPgConnection, row: &ReservationRow) -> QueryResult<bool> {
    let added = diesel::insert_into(reservations::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(added == 1)
}

/// The checkout's row, locked until the transaction ends.
pub(crate) async fn lock(
    conn: &mut AsyncPgConnection,
    checkout: CheckoutId,
) -> QueryResult<Option<ReservationRow>> {
    reservations::table
        .find(checkout)
        .for_update()
        .select(ReservationRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// A reservation whose time is over, locked until the transaction ends; others that look skip it.
pub(crate) async fn lock_due(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
) -> QueryResult<Option<ReservationRow>> {
    reservations::table
        .filter(reservations::state.eq(ReservationState::Reserved))
        .filter(reservations::expires_at.le(now))
        .order(reservations::expires_at)
        .for_update()
        .skip_locked()
        .select(ReservationRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Moves it to another state, with the refusal that goes with it.
pub(crate) async fn set_state(
    conn: &mut AsyncPgConnection,
    checkout: CheckoutId,
    state: ReservationState,
    refusal: Option<&Value>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(reservations::table.find(checkout))
        .set((
            reservations::state.eq(state),
            reservations::refusal.eq(refusal),
            reservations::updated_at.eq(now),
        ))
        .execute(conn)
        .await
        .map(drop)
}

/// The lines, in a fixed order.
pub(crate) async fn lines(
    conn: &mut AsyncPgConnection,
    checkout: CheckoutId,
) -> QueryResult<Vec<LineRow>> {
    reservation_lines::table
        .filter(reservation_lines::checkout_id.eq(checkout))
        .order((reservation_lines::variant_id, reservation_lines::location))
        .select(LineRow::as_select())
        .load(conn)
        .await
}

/// Makes these the lines.
pub(crate) async fn replace_lines(
    conn: &mut AsyncPgConnection,
    checkout: CheckoutId,
    rows: &[LineRow],
) -> QueryResult<()> {
    diesel::delete(reservation_lines::table.filter(reservation_lines::checkout_id.eq(checkout)))
        .execute(conn)
        .await?;
    diesel::insert_into(reservation_lines::table)
        .values(rows)
        .execute(conn)
        .await
        .map(drop)
}

/// Removes reservations that came to nothing before `before`, at most `limit`; how many.
pub(crate) async fn forget(
    conn: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> QueryResult<usize> {
    diesel::sql_query(include_str!("reservation/forget.sql"))
        .bind::<Timestamptz, _>(before)
        .bind::<BigInt, _>(limit)
        .execute(conn)
        .await
}
