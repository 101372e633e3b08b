//! Lists and counts of several categories at once: one query for all categories that ask for the same.

use super::{LoadError, Loader};
use crate::db;
use crate::db::listing::Listing;
use crate::db::product::ProductRow;
use crate::domain::filter::Filter;
use async_graphql::dataloader;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use subgraph_kit::db::DbError;
use subgraph_kit::id::CategoryId;

/// A page of a category's products.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct PageIn {
    pub(in crate::graphql) category: CategoryId,
    pub(in crate::graphql) listing: Arc<Listing>,
}

/// How many of a category's products match.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct CountIn {
    pub(in crate::graphql) category: CategoryId,
    pub(in crate::graphql) filter: Filter,
}

/// The categories that ask for the same thing.
fn by_question<'a, K, Q: Eq + Hash>(
    keys: &'a [K],
    split: impl Fn(&'a K) -> (Q, CategoryId),
) -> HashMap<Q, Vec<CategoryId>> {
    let mut groups: HashMap<Q, Vec<CategoryId>> = HashMap::new();
    for key in keys {
        let (question, category) = split(key);
        groups.entry(question).or_default().push(category);
    }
    groups
}

impl dataloader::Loader<PageIn> for Loader {
    type Value = Vec<ProductRow>;
    type Error = LoadError;

    async fn load(&self, keys: &[PageIn]) -> Result<HashMap<PageIn, Vec<ProductRow>>, LoadError> {
        let mut conn = self.db.conn().await?;
        let mut pages: HashMap<PageIn, Vec<ProductRow>> = HashMap::new();
        for (listing, categories) in by_question(keys, |key| (&key.listing, key.category)) {
            let rows = db::listing::of_categories(&mut conn, listing, &categories)
                .await
                .map_err(DbError::from)?;
            for row in rows {
                let key = PageIn {
                    category: row.category_id,
                    listing: Arc::clone(listing),
                };
                pages.entry(key).or_default().push(row);
            }
        }
        Ok(pages)
    }
}

impl dataloader::Loader<CountIn> for Loader {
    type Value = i64;
    type Error = LoadError;

    async fn load(&self, keys: &[CountIn]) -> Result<HashMap<CountIn, i64>, LoadError> {
        let mut conn = self.db.conn().await?;
        let mut counts = HashMap::new();
        for (filter, categories) in by_question(keys, |key| (&key.filter, key.category)) {
            let totals = db::count::of_categories(&mut conn, filter, categories)
                .await
                .map_err(DbError::from)?;
            let key = |category| CountIn {
                category,
                filter: filter.clone(),
            };
            counts.extend(
                totals
                    .into_iter()
                    .map(|(category, total)| (key(category), total)),
            );
        }
        Ok(counts)
    }
}
