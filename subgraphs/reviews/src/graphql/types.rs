//! The types of the graph.

use async_graphql::{ComplexObject, Context, InputObject, Result, SimpleObject};
use subgraph_kit::{
    id::{CustomerId, ProductId, ReviewId},
    paging::{Connection, PageArgs},
    scalars::{DateTime, Decimal},
    user_error::{UserError, Warning},
};

use super::lists;
use crate::{
    db::review::{Of, ReviewRow},
    domain::rating,
};

/// What buyers say of a product, in numbers.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct Rating {
    /// 1.0 to 5.0; null without reviews.
    pub average: Option<Decimal>,
    pub count: i32,
    /// How many reviews gave each grade, five stars first; always all five.
    pub distribution: Vec<RatingGrade>,
}

/// How many reviews gave a grade.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct RatingGrade {
    /// 1 to 5.
    pub stars: i32,
    pub count: i32,
}

impl From<rating::Rating> for Rating {
    fn from(rating: rating::Rating) -> Self {
        let mut distribution: Vec<RatingGrade> = (1..)
            .zip(rating.counts())
            .map(|(stars, count)| RatingGrade { stars, count })
            .collect();
        distribution.reverse();
        Self {
            average: rating.average().map(Decimal),
            count: rating.count(),
            distribution,
        }
    }
}

// A plain comment: what a product is, catalog's schema says.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub(super) struct Product {
    pub id: ProductId,
}

#[ComplexObject]
impl Product {
    // Nullable, as all that a service adds to another's entity: without reviews there still is a product.
    async fn rating(&self, ctx: &Context<'_>) -> Result<Option<Rating>> {
        lists::rating(ctx, self.id).await.map(Some)
    }

    /// Youngest first.
    async fn reviews(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Option<Connection<Review>>> {
        lists::page(
            ctx,
            Of::Product(self.id),
            PageArgs::new(first, after, last, before),
        )
        .await
        .map(Some)
    }
}

// A plain comment: what a customer is, the schema of accounts says.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub(super) struct Customer {
    pub id: CustomerId,
}

#[ComplexObject]
impl Customer {
    /// Youngest first. Reviews are public, and so is this list.
    async fn reviews(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Option<Connection<Review>>> {
        lists::page(
            ctx,
            Of::Customer(self.id),
            PageArgs::new(first, after, last, before),
        )
        .await
        .map(Some)
    }
}

/// What a customer says of a product.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct Review {
    pub id: ReviewId,
    pub product: Product,
    pub author: Option<Customer>,
    /// 1 to 5 stars.
    pub rating: i32,
    pub title: String,
    pub body: String,
    pub created_at: DateTime,
}

impl From<ReviewRow> for Review {
    fn from(row: ReviewRow) -> Self {
        Self {
            id: row.id,
            product: Product { id: row.product_id },
            author: (!row.disowned).then_some(Customer {
                id: row.customer_id,
            }),
            rating: row.rating.into(),
            title: row.title,
            body: row.body,
            created_at: row.created_at.into(),
        }
    }
}

#[derive(Clone, Debug, InputObject)]
pub(super) struct ReviewInput {
    /// 1 to 5 stars.
    pub rating: i32,
    pub title: String,
    pub body: String,
}

#[derive(Clone, Debug, SimpleObject)]
pub(super) struct ReviewPayload {
    pub review: Option<Review>,
    pub user_errors: Vec<UserError>,
    pub warnings: Vec<Warning>,
}
