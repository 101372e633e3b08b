//! Reading reviews and ratings.

use std::collections::HashMap;

use subgraph_kit::{
    id::{ProductId, ReviewId},
    paging::PageRequest,
};

use super::{
    rating::Rating,
    service::{Fault, Reviews},
};
use crate::db::{
    self,
    review::{Of, ReviewKey, ReviewRow},
};

impl Reviews {
    /// Those of the reviews that exist, in no order.
    pub async fn reviews(&self, ids: &[ReviewId]) -> Result<Vec<ReviewRow>, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::review::by_ids(&mut conn, ids).await?)
    }

    /// The ratings of those of the products that have any.
    pub async fn ratings(&self, ids: &[ProductId]) -> Result<HashMap<ProductId, Rating>, Fault> {
        let mut conn = self.db.conn().await?;
        let rows = db::rating::of_products(&mut conn, ids).await?;
        Ok(rows
            .iter()
            .map(|row| (row.product_id, Rating::from(row)))
            .collect())
    }

    /// A page of one list.
    pub async fn page(
        &self,
        of: Of,
        request: &PageRequest<ReviewKey>,
    ) -> Result<Vec<ReviewRow>, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::review::page(&mut conn, of, request).await?)
    }

    /// The youngest of many lists, at most `limit` of each, in one query.
    pub async fn youngest(
        &self,
        of: &[Of],
        limit: i64,
    ) -> Result<HashMap<Of, Vec<ReviewRow>>, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::youngest::of_each(&mut conn, of, limit).await?)
    }

    /// How long a list is: costly, counts.
    pub async fn count(&self, of: Of) -> Result<i64, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::review::count(&mut conn, of).await?)
    }
}
