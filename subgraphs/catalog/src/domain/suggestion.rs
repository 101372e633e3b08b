//! Suggestions while a customer types.

use super::trigram::{fold, trigrams};
use crate::db;
use crate::db::product::ProductRow;
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

/// Most suggestions one asks for.
pub(crate) const MOST: i32 = 20;
/// What is compared of a typed prefix; titles are shorter.
const MAX_CHARS: usize = 60;
/// Shorter prefixes are no misspelling yet.
const LIKENESS_FROM: usize = 4;

/// At most `limit` products whose title has a word that begins so; if there are none, those whose title is like what was typed.
pub(crate) async fn suggest(
    conn: &mut AsyncPgConnection,
    typed: &str,
    limit: i64,
) -> QueryResult<Vec<ProductRow>> {
    let prefix: String = fold(typed).chars().take(MAX_CHARS).collect();
    if prefix.is_empty() {
        return Ok(Vec::new());
    }
    // Folding left letters, digits and spaces: nothing that LIKE would take for a pattern.
    let mut found = db::suggestion::by_prefix(conn, &prefix, limit).await?;
    if found.is_empty() && prefix.chars().count() >= LIKENESS_FROM {
        found = db::suggestion::by_likeness(conn, &trigrams(&prefix), limit).await?;
    }
    Ok(found)
}
