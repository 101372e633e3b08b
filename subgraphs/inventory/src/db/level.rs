//! Stock levels.

use super::tables::stock_levels;
use crate::domain::pieces::Move;
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Text, Uuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::VariantId;

/// A row of `stock_levels`: pieces of a variant in a location.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = stock_levels)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(crate) struct LevelRow {
    pub(crate) variant_id: VariantId,
    pub(crate) location: String,
    pub(crate) available: i32,
    pub(crate) reserved: i32,
    pub(crate) sold: i64,
}

/// All levels of these variants, locked until the transaction ends, always in the same order: two that want the same
/// variants wait for one another instead of holding each other up.
pub(crate) async fn lock(
    conn: &mut AsyncPgConnection,
    variants: &[VariantId],
) -> QueryResult<Vec<LevelRow>> {
    stock_levels::table
        .filter(stock_levels::variant_id.eq_any(variants))
        .order((stock_levels::variant_id, stock_levels::location))
        .for_update()
        .select(LevelRow::as_select())
        .load(conn)
        .await
}

/// One level, locked until the transaction ends; made of nothing when it is not there.
pub(crate) async fn lock_or_add(
    conn: &mut AsyncPgConnection,
    variant: VariantId,
    location: &str,
) -> QueryResult<LevelRow> {
    let empty = LevelRow {
        variant_id: variant,
        location: location.to_owned(),
        available: 0,
        reserved: 0,
        sold: 0,
    };
    add_missing(conn, &[empty]).await?;
    stock_levels::table
        .find((variant, location))
        .for_update()
        .select(LevelRow::as_select())
        .first(conn)
        .await
}

/// Adds the levels that are not there yet, and gives them.
pub(crate) async fn add_missing(
    conn: &mut AsyncPgConnection,
    rows: &[LevelRow],
) -> QueryResult<Vec<LevelRow>> {
    diesel::insert_into(stock_levels::table)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(LevelRow::as_returning())
        .get_results(conn)
        .await
}

/// Sets how many pieces are available.
pub(crate) async fn set_available(
    conn: &mut AsyncPgConnection,
    level: &LevelRow,
    available: i32,
) -> QueryResult<()> {
    diesel::update(stock_levels::table.find((level.variant_id, &level.location)))
        .set(stock_levels::available.eq(available))
        .execute(conn)
        .await
        .map(drop)
}

/// Moves pieces between the states of their levels, as far as they are there; how many levels were changed. Fewer than `moves`
/// means that somewhere there were not enough.
pub(crate) async fn apply(conn: &mut AsyncPgConnection, moves: &[Move]) -> QueryResult<usize> {
    let column = |part: fn(&Move) -> i32| moves.iter().map(part).collect::<Vec<i32>>();
    diesel::sql_query(include_str!("level/apply.sql"))
        .bind::<Array<Uuid>, _>(moves.iter().map(|one| one.variant).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(
            moves
                .iter()
                .map(|one| one.location.as_str())
                .collect::<Vec<_>>(),
        )
        .bind::<Array<Integer>, _>(column(|one| one.change().available))
        .bind::<Array<Integer>, _>(column(|one| one.change().reserved))
        .bind::<Array<Integer>, _>(column(|one| one.change().sold))
        .execute(conn)
        .await
}
