//! The first pages of many lists in one query, for a page of products that each show a few.

use std::collections::HashMap;

use diesel::{
    prelude::*,
    sql_types::{Array, BigInt, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::review::{Of, ReviewRow};

const OF_PRODUCTS: &str = include_str!("youngest_of_products.sql");
const OF_CUSTOMERS: &str = include_str!("youngest_of_customers.sql");

/// At most `limit` reviews of each list, youngest first. A list without any is absent.
pub async fn of_each(
    conn: &mut AsyncPgConnection,
    lists: &[Of],
    limit: i64,
) -> QueryResult<HashMap<Of, Vec<ReviewRow>>> {
    let (mut products, mut customers) = (Vec::new(), Vec::new());
    for list in lists {
        match list {
            Of::Product(id) => products.push(id.as_uuid()),
            Of::Customer(id) => customers.push(id.as_uuid()),
        }
    }
    let mut pages: HashMap<Of, Vec<ReviewRow>> = HashMap::new();
    for row in load(conn, OF_PRODUCTS, products, limit).await? {
        pages
            .entry(Of::Product(row.product_id))
            .or_default()
            .push(row);
    }
    for row in load(conn, OF_CUSTOMERS, customers, limit).await? {
        pages
            .entry(Of::Customer(row.customer_id))
            .or_default()
            .push(row);
    }
    Ok(pages)
}

async fn load(
    conn: &mut AsyncPgConnection,
    sql: &str,
    ids: Vec<Uuid>,
    limit: i64,
) -> QueryResult<Vec<ReviewRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    diesel::sql_query(sql)
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await
}
