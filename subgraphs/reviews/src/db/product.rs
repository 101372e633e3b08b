//! Which products there are.

use chrono::{DateTime, Utc};
use diesel::{
    dsl::exists,
    prelude::*,
    sql_types::{Nullable, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::ProductId;

use super::tables::products;

diesel::define_sql_function! {
    /// PostgreSQL's `greatest`, which passes over nulls.
    fn greatest(a: Nullable<Timestamptz>, b: Nullable<Timestamptz>) -> Nullable<Timestamptz>;
}

/// Notes that a product was published then; an earlier moment than the known one changes nothing.
pub async fn note_published(
    conn: &mut AsyncPgConnection,
    id: ProductId,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(products::table)
        .values((products::id.eq(id), products::published_at.eq(at)))
        .on_conflict(products::id)
        .do_update()
        .set(products::published_at.eq(greatest(products::published_at, Some(at))))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that a product was withdrawn then; an earlier moment than the known one changes nothing.
pub async fn note_withdrawn(
    conn: &mut AsyncPgConnection,
    id: ProductId,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(products::table)
        .values((products::id.eq(id), products::withdrawn_at.eq(at)))
        .on_conflict(products::id)
        .do_update()
        .set(products::withdrawn_at.eq(greatest(products::withdrawn_at, Some(at))))
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether a product is on sale: published, and not withdrawn since.
pub async fn is_on_sale(conn: &mut AsyncPgConnection, id: ProductId) -> QueryResult<bool> {
    let on_sale = products::table.find(id).filter(
        products::withdrawn_at
            .is_null()
            .and(products::published_at.is_not_null())
            .or(products::published_at
                .ge(products::withdrawn_at)
                .assume_not_null()),
    );
    diesel::select(exists(on_sale)).get_result(conn).await
}
