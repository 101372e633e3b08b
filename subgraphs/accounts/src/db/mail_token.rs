//! Secrets that were sent by mail, by their hash.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::CustomerId;

use super::{
    customer::CustomerRow,
    tables::{customers, mail_tokens},
};
use crate::domain::mail_token::Purpose;

/// A row of `mail_tokens`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = mail_tokens)]
pub struct MailTokenRow {
    pub token_hash: Vec<u8>,
    pub customer_id: CustomerId,
    pub purpose: Purpose,
    pub email: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub spent_at: Option<DateTime<Utc>>,
}

/// Adds a token.
pub async fn insert(conn: &mut AsyncPgConnection, row: &MailTokenRow) -> QueryResult<()> {
    diesel::insert_into(mail_tokens::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// The token with that hash and purpose, with whose it is.
pub async fn find(
    conn: &mut AsyncPgConnection,
    hash: &[u8; 32],
    purpose: Purpose,
) -> QueryResult<Option<(MailTokenRow, CustomerRow)>> {
    mail_tokens::table
        .inner_join(customers::table)
        .filter(mail_tokens::token_hash.eq(hash.as_slice()))
        .filter(mail_tokens::purpose.eq(purpose))
        .select((MailTokenRow::as_select(), CustomerRow::as_select()))
        .first(conn)
        .await
        .optional()
}

/// Spends a token that can be; `false` when it cannot, as of two who come at once the second finds.
pub async fn spend(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let live = mail_tokens::table
        .find(hash)
        .filter(mail_tokens::spent_at.is_null())
        .filter(mail_tokens::expires_at.gt(now));
    let spent = diesel::update(live)
        .set(mail_tokens::spent_at.eq(now))
        .execute(conn)
        .await?;
    Ok(spent == 1)
}

/// Makes all other tokens of a customer for that purpose worthless.
pub async fn spend_all(
    conn: &mut AsyncPgConnection,
    customer: CustomerId,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let live = mail_tokens::table
        .filter(mail_tokens::customer_id.eq(customer))
        .filter(mail_tokens::purpose.eq(purpose))
        .filter(mail_tokens::spent_at.is_null());
    diesel::update(live)
        .set(mail_tokens::spent_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// How many a customer was sent for that purpose since then.
pub async fn count_since(
    conn: &mut AsyncPgConnection,
    customer: CustomerId,
    purpose: Purpose,
    since: DateTime<Utc>,
) -> QueryResult<i64> {
    mail_tokens::table
        .filter(mail_tokens::customer_id.eq(customer))
        .filter(mail_tokens::purpose.eq(purpose))
        .filter(mail_tokens::created_at.gt(since))
        .count()
        .get_result(conn)
        .await
}

/// Deletes those that expired before `before`.
pub async fn delete_expired(
    conn: &mut AsyncPgConnection,
    before: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::delete(mail_tokens::table.filter(mail_tokens::expires_at.lt(before)))
        .execute(conn)
        .await
}
