//! What is loaded together for all entities of a request.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use subgraph_kit::graphql::Batches;
use subgraph_kit::id::{ProductId, ReviewId};

use crate::{
    db::review::{Of, ReviewRow},
    domain::{
        rating::Rating,
        service::{Fault, Reviews},
    },
};

/// Loads reviews, ratings and the beginnings of lists.
pub(super) struct ReviewsLoader(Reviews);

/// The first rows of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Youngest {
    pub(super) of: Of,
    /// How many rows to load, for all lists of one page size together.
    pub(super) limit: i64,
}

impl Loader<ReviewId> for ReviewsLoader {
    type Value = ReviewRow;
    type Error = Arc<Fault>;

    async fn load(&self, ids: &[ReviewId]) -> Result<HashMap<ReviewId, ReviewRow>, Self::Error> {
        let rows = self.0.reviews(ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

impl Loader<ProductId> for ReviewsLoader {
    type Value = Rating;
    type Error = Arc<Fault>;

    async fn load(&self, ids: &[ProductId]) -> Result<HashMap<ProductId, Rating>, Self::Error> {
        Ok(self.0.ratings(ids).await?)
    }
}

impl Loader<Youngest> for ReviewsLoader {
    type Value = Vec<ReviewRow>;
    type Error = Arc<Fault>;

    async fn load(
        &self,
        keys: &[Youngest],
    ) -> Result<HashMap<Youngest, Vec<ReviewRow>>, Self::Error> {
        let mut by_limit: HashMap<i64, Vec<Of>> = HashMap::new();
        for key in keys {
            by_limit.entry(key.limit).or_default().push(key.of);
        }
        let mut pages = HashMap::with_capacity(keys.len());
        // One query a page size; a document rarely has more than one.
        for (limit, lists) in by_limit {
            let loaded = self.0.youngest(&lists, limit).await?;
            pages.extend(
                loaded
                    .into_iter()
                    .map(|(of, rows)| (Youngest { of, limit }, rows)),
            );
        }
        Ok(pages)
    }
}

/// The loader, for the schema's data. It keeps nothing between batches.
pub(super) fn loader(reviews: Reviews) -> Batches<ReviewsLoader> {
    Batches::new(ReviewsLoader(reviews))
}
