//! Publishing a review: the review, the product's rating and both events are one transaction.

use chrono::{DateTime, Utc};
use subgraph_kit::{
    db::{Conn, DbError},
    erasure::has_account,
    events::outbox,
    id::{CustomerId, ProductId, ReviewId},
};
use thiserror::Error;

use super::{
    draft::{Checked, Draft, DraftFault},
    rating::Rating,
    service::{Fault, Reviews},
};
use crate::{
    db::{self, review::ReviewRow},
    events::{RatingChanged, ReviewPublished},
};

/// Why a review is not published.
#[derive(Debug, Error)]
pub enum PublishError {
    #[error("the review was refused")]
    Refused(Vec<DraftFault>),
    /// Never published, withdrawn, or not heard of yet.
    #[error("this product is not on sale")]
    ProductNotFound,
    #[error("you have reviewed this product already")]
    AlreadyReviewed,
    /// The customer is gone; their token has outlived them.
    #[error("the account was erased")]
    AccountErased,
    #[error("publishing failed")]
    Fault(#[from] Fault),
}

impl Reviews {
    /// Publishes a customer's review of a product.
    pub async fn publish(
        &self,
        product: ProductId,
        author: CustomerId,
        draft: Draft,
        now: DateTime<Utc>,
    ) -> Result<ReviewRow, PublishError> {
        let Checked { stars, title, body } = draft.check().map_err(PublishError::Refused)?;
        let row = ReviewRow {
            id: ReviewId::new(),
            product_id: product,
            customer_id: author,
            rating: stars.number(),
            title,
            body,
            created_at: now,
            disowned: false,
        };
        self.db
            .transaction(async move |conn| {
                if !has_account(conn, author).await? {
                    return Err(PublishError::AccountErased);
                }
                if !db::product::is_on_sale(conn, product).await? {
                    return Err(PublishError::ProductNotFound);
                }
                if !db::review::insert(conn, &row).await? {
                    return Err(PublishError::AlreadyReviewed);
                }
                outbox::append(conn, &published(&row)).await?;
                let rating = Rating::of([stars]);
                count(conn, product, rating).await?;
                Ok(row)
            })
            .await
    }
}

/// Adds grades to a product's rating and tells of the change.
pub(crate) async fn count(
    conn: &mut Conn,
    product_id: ProductId,
    more: Rating,
) -> diesel::QueryResult<()> {
    let row = db::rating::add(conn, &more.row(product_id)).await?;
    let rating = Rating::from(&row);
    let Some(average) = rating.average() else {
        return Ok(());
    };
    let event = RatingChanged {
        product_id,
        average: average.to_string(),
        count: rating.count(),
    };
    outbox::append(conn, &event).await
}

/// What is told of a review.
pub(crate) fn published(row: &ReviewRow) -> ReviewPublished {
    ReviewPublished {
        review_id: row.id,
        product_id: row.product_id,
        rating: row.rating,
    }
}

impl From<DbError> for PublishError {
    fn from(error: DbError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<diesel::result::Error> for PublishError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Fault(error.into())
    }
}
