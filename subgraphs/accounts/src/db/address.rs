//! Address books.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::{AddressId, CustomerId};

use super::tables::addresses;

/// A row of `addresses`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = addresses, treat_none_as_null = true)]
pub struct AddressRow {
    pub id: AddressId,
    pub customer_id: CustomerId,
    pub name: String,
    pub line1: String,
    pub line2: Option<String>,
    pub city: String,
    pub region: Option<String>,
    pub postal_code: String,
    pub country_code: String,
    pub is_default: bool,
    pub created_at: DateTime<Utc>,
}

/// A customer's addresses, the default first, then oldest first.
pub async fn of_customer(
    conn: &mut AsyncPgConnection,
    customer: CustomerId,
) -> QueryResult<Vec<AddressRow>> {
    addresses::table
        .filter(addresses::customer_id.eq(customer))
        .order((
            addresses::is_default.desc(),
            addresses::created_at,
            addresses::id,
        ))
        .select(AddressRow::as_select())
        .load(conn)
        .await
}

/// Adds an address.
pub async fn insert(conn: &mut AsyncPgConnection, row: &AddressRow) -> QueryResult<()> {
    diesel::insert_into(addresses::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// Replaces an address by the row of the same id.
pub async fn replace(conn: &mut AsyncPgConnection, row: &AddressRow) -> QueryResult<()> {
    diesel::update(addresses::table.find(row.id))
        .set(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// Leaves the customer without a default address.
pub async fn clear_default(conn: &mut AsyncPgConnection, customer: CustomerId) -> QueryResult<()> {
    let default = addresses::table
        .filter(addresses::customer_id.eq(customer))
        .filter(addresses::is_default);
    diesel::update(default)
        .set(addresses::is_default.eq(false))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes an address.
pub async fn delete(conn: &mut AsyncPgConnection, id: AddressId) -> QueryResult<()> {
    diesel::delete(addresses::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// Makes one address the default.
pub async fn make_default(conn: &mut AsyncPgConnection, id: AddressId) -> QueryResult<()> {
    diesel::update(addresses::table.find(id))
        .set(addresses::is_default.eq(true))
        .execute(conn)
        .await?;
    Ok(())
}
