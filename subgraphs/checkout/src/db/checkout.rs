//! Checkouts: the state of each saga.

use super::tables::{checkout_attempts, checkouts};
use crate::domain::saga::{Failed, Status, Step, Undoing};
use crate::domain::snapshot::Snapshot;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use subgraph_kit::db::Conn;
use subgraph_kit::id::{CartId, CheckoutId, CustomerId, OrderId};

/// A row of `checkouts`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = checkouts, treat_none_as_null = true)]
pub(crate) struct CheckoutRow {
    pub(crate) id: CheckoutId,
    pub(crate) order_id: OrderId,
    pub(crate) cart_id: CartId,
    pub(crate) customer_id: Option<CustomerId>,
    pub(crate) snapshot: Snapshot,
    pub(crate) payment_token: Option<String>,
    pub(crate) status: Status,
    pub(crate) step: Step,
    pub(crate) undoing: Undoing,
    pub(crate) failure: Option<Failed>,
    pub(crate) submitted_at: DateTime<Utc>,
    pub(crate) ended_at: Option<DateTime<Utc>>,
    pub(crate) deadline: DateTime<Utc>,
    pub(crate) look_at: DateTime<Utc>,
    pub(crate) looks: i32,
}

pub(crate) async fn insert(conn: &mut Conn, row: &CheckoutRow) -> QueryResult<()> {
    diesel::insert_into(checkouts::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes the whole row.
pub(crate) async fn save(conn: &mut Conn, row: &CheckoutRow) -> QueryResult<()> {
    diesel::update(checkouts::table.find(row.id))
        .set(row)
        .execute(conn)
        .await?;
    Ok(())
}

pub(crate) async fn find(conn: &mut Conn, ids: &[CheckoutId]) -> QueryResult<Vec<CheckoutRow>> {
    checkouts::table
        .filter(checkouts::id.eq_any(ids))
        .select(CheckoutRow::as_select())
        .load(conn)
        .await
}

/// The checkout, locked until the transaction ends: replies are taken one after the other.
pub(crate) async fn lock(conn: &mut Conn, id: CheckoutId) -> QueryResult<Option<CheckoutRow>> {
    checkouts::table
        .find(id)
        .select(CheckoutRow::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// Writes down which attempt at its cart made the checkout.
pub(crate) async fn insert_attempt(
    conn: &mut Conn,
    row: &CheckoutRow,
    token: &str,
    payload_hash: &[u8],
) -> QueryResult<()> {
    diesel::insert_into(checkout_attempts::table)
        .values((
            checkout_attempts::cart_id.eq(row.cart_id),
            checkout_attempts::attempt_token.eq(token),
            checkout_attempts::payload_hash.eq(payload_hash),
            checkout_attempts::checkout_id.eq(row.id),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The checkout that this attempt at this cart made, and the hash of what was submitted.
pub(crate) async fn of_attempt(
    conn: &mut Conn,
    cart: CartId,
    token: &str,
) -> QueryResult<Option<(CheckoutRow, Vec<u8>)>> {
    checkouts::table
        .inner_join(checkout_attempts::table.on(checkout_attempts::checkout_id.eq(checkouts::id)))
        .filter(checkout_attempts::cart_id.eq(cart))
        .filter(checkout_attempts::attempt_token.eq(token))
        .select((CheckoutRow::as_select(), checkout_attempts::payload_hash))
        .first(conn)
        .await
        .optional()
}

/// Whether a checkout of this cart has not ended.
pub(crate) async fn is_pending(conn: &mut Conn, cart: CartId) -> QueryResult<bool> {
    let pending = checkouts::table
        .filter(checkouts::cart_id.eq(cart))
        .filter(checkouts::status.eq(Status::Pending));
    diesel::select(diesel::dsl::exists(pending))
        .get_result(conn)
        .await
}

/// The checkout that has been due for a look the longest; locked, and skipped while another replica looks at it.
pub(crate) async fn lock_due(
    conn: &mut Conn,
    now: DateTime<Utc>,
) -> QueryResult<Option<CheckoutRow>> {
    checkouts::table
        .filter(checkouts::status.eq(Status::Pending))
        .filter(checkouts::look_at.le(now))
        .order(checkouts::look_at)
        .select(CheckoutRow::as_select())
        .for_update()
        .skip_locked()
        .first(conn)
        .await
        .optional()
}

/// Removes e-mail, name and street from the checkouts of a customer that have ended.
pub(crate) async fn erase_buyer(conn: &mut Conn, customer: CustomerId) -> QueryResult<()> {
    const ERASE: &str = "UPDATE checkouts SET snapshot = snapshot || jsonb_build_object(
            'email', 'erased@portico.invalid',
            'shippingAddress', (snapshot->'shippingAddress') - 'line2'
                || '{\"name\": \"(erased)\", \"line1\": \"(erased)\"}'
        ) WHERE customer_id = $1 AND status <> 'pending'";
    diesel::sql_query(ERASE)
        .bind::<diesel::sql_types::Uuid, _>(customer)
        .execute(conn)
        .await?;
    Ok(())
}
