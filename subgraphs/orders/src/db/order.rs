//! Orders.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use subgraph_kit::db::Conn;
use subgraph_kit::id::{CheckoutId, CustomerId, OrderId};
use subgraph_kit::money::{CurrencyCode, Money};
use subgraph_kit::paging::PageRequest;

use super::tables::{cancelled_before_creation, orders};
use crate::domain::status::{FulfilmentStatus, OrderStatus, PaymentStatus};

/// A row of `orders`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = orders)]
pub struct OrderRow {
    pub id: OrderId,
    pub number: i64,
    pub checkout_id: CheckoutId,
    pub customer_id: Option<CustomerId>,
    pub email: String,
    pub status: OrderStatus,
    pub payment_status: PaymentStatus,
    pub fulfilment_status: FulfilmentStatus,
    #[diesel(embed)]
    pub cost: CostRow,
    pub placed_at: DateTime<Utc>,
    pub version: i32,
}

/// A row of `orders` to be; the number and the version come from the database.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = orders)]
pub struct NewOrder {
    pub id: OrderId,
    pub checkout_id: CheckoutId,
    pub customer_id: Option<CustomerId>,
    pub email: String,
    pub status: OrderStatus,
    pub payment_status: PaymentStatus,
    pub fulfilment_status: FulfilmentStatus,
    #[diesel(embed)]
    pub cost: CostRow,
    pub placed_at: DateTime<Utc>,
}

/// What an order costs, in minor units of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = orders)]
pub struct CostRow {
    pub currency: CurrencyCode,
    pub subtotal: i64,
    pub discount: i64,
    pub shipping: i64,
    pub tax: i64,
    pub total: i64,
}

impl CostRow {
    /// An amount of the order's currency.
    pub fn money(self, amount: i64) -> Money {
        Money::new(amount, self.currency)
    }
}

/// What a customer's orders are listed by, youngest first.
pub type OrderKey = (DateTime<Utc>, OrderId);

impl OrderRow {
    /// Where the row stands in a list.
    pub fn key(&self) -> OrderKey {
        (self.placed_at, self.id)
    }
}

/// Adds an order; `None` when there is one of this id or checkout.
pub async fn insert(conn: &mut Conn, order: &NewOrder) -> QueryResult<Option<OrderRow>> {
    diesel::insert_into(orders::table)
        .values(order)
        .on_conflict_do_nothing()
        .returning(OrderRow::as_returning())
        .get_result(conn)
        .await
        .optional()
}

/// The order, locked for the length of the transaction.
pub async fn lock(conn: &mut Conn, id: OrderId) -> QueryResult<Option<OrderRow>> {
    orders::table
        .find(id)
        .select(OrderRow::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// Changes two of the status axes; counts the version.
pub async fn set_status(
    conn: &mut Conn,
    id: OrderId,
    status: OrderStatus,
    payment: PaymentStatus,
) -> QueryResult<()> {
    diesel::update(orders::table.find(id))
        .set((
            orders::status.eq(status),
            orders::payment_status.eq(payment),
            orders::version.eq(orders::version + 1),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Those of the orders that exist, in no order.
pub async fn by_ids(conn: &mut Conn, ids: &[OrderId]) -> QueryResult<Vec<OrderRow>> {
    orders::table
        .filter(orders::id.eq_any(ids))
        .select(OrderRow::as_select())
        .load(conn)
        .await
}

/// A page of a customer's orders, youngest first; backwards the oldest first, as the kit's paging asks.
pub async fn page(
    conn: &mut Conn,
    customer: CustomerId,
    request: &PageRequest<OrderKey>,
) -> QueryResult<Vec<OrderRow>> {
    let mut query = orders::table
        .filter(orders::customer_id.eq(customer))
        .limit(request.limit())
        .into_boxed();
    // Youngest first: "after" a row are the older ones.
    if let Some((at, id)) = request.after {
        query = query.filter(
            orders::placed_at
                .lt(at)
                .or(orders::placed_at.eq(at).and(orders::id.lt(id))),
        );
    }
    if let Some((at, id)) = request.before {
        query = query.filter(
            orders::placed_at
                .gt(at)
                .or(orders::placed_at.eq(at).and(orders::id.gt(id))),
        );
    }
    query = if request.is_backward() {
        query.order((orders::placed_at.asc(), orders::id.asc()))
    } else {
        query.order((orders::placed_at.desc(), orders::id.desc()))
    };
    query.select(OrderRow::as_select()).load(conn).await
}

/// How many orders a customer has: costly, counts.
pub async fn count(conn: &mut Conn, customer: CustomerId) -> QueryResult<i64> {
    orders::table
        .filter(orders::customer_id.eq(customer))
        .count()
        .get_result(conn)
        .await
}

/// Notes that an order must never be created.
pub async fn forbid_creation(conn: &mut Conn, id: OrderId) -> QueryResult<()> {
    diesel::insert_into(cancelled_before_creation::table)
        .values((
            cancelled_before_creation::order_id.eq(id),
            cancelled_before_creation::cancelled_at.eq(Utc::now()),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether the order was cancelled before it was created.
pub async fn is_creation_forbidden(conn: &mut Conn, id: OrderId) -> QueryResult<bool> {
    let found = cancelled_before_creation::table.find(id);
    diesel::select(diesel::dsl::exists(found))
        .get_result(conn)
        .await
}

/// Replaces the e-mail of all of a customer's orders; gives their ids.
pub async fn erase_email(
    conn: &mut Conn,
    customer: CustomerId,
    email: &str,
) -> QueryResult<Vec<OrderId>> {
    diesel::update(orders::table.filter(orders::customer_id.eq(customer)))
        .set((
            orders::email.eq(email),
            orders::version.eq(orders::version + 1),
        ))
        .returning(orders::id)
        .get_results(conn)
        .await
}
