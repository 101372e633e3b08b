//! Ratings and pages of reviews, as fields ask for them.

use async_graphql::{Context, Result};
use subgraph_kit::{
    error::internal,
    graphql::Batches,
    id::ProductId,
    paging::{Connection, PageArgs, PageRequest, Total},
};

use super::{
    loader::{ReviewsLoader, Youngest},
    types::{Rating, Review},
};
use crate::{
    db::review::{Of, ReviewKey, ReviewRow},
    domain::service::Reviews,
};

pub(super) async fn rating(ctx: &Context<'_>, product: ProductId) -> Result<Rating> {
    let loader = ctx.data::<Batches<ReviewsLoader>>()?;
    let rating = loader.load_one(product).await.map_err(internal)?;
    Ok(rating.unwrap_or_default().into())
}

pub(super) async fn page(ctx: &Context<'_>, of: Of, args: PageArgs) -> Result<Connection<Review>> {
    let request = args.check()?;
    let rows = rows(ctx, of, &request).await?;
    let reviews = ctx.data::<Reviews>()?.clone();
    let total = Total::lazy(move || {
        let reviews = reviews.clone();
        async move { reviews.count(of).await.map_err(internal) }
    });
    Ok(Connection::assemble(
        &request,
        rows,
        ReviewRow::key,
        Review::from,
        total,
    ))
}

/// First pages are loaded together; a cursor belongs to one list only.
async fn rows(
    ctx: &Context<'_>,
    of: Of,
    request: &PageRequest<ReviewKey>,
) -> Result<Vec<ReviewRow>> {
    let is_first = !request.is_backward() && request.after.is_none() && request.before.is_none();
    if is_first {
        let loader = ctx.data::<Batches<ReviewsLoader>>()?;
        let key = Youngest {
            of,
            limit: request.limit(),
        };
        return Ok(loader
            .load_one(key)
            .await
            .map_err(internal)?
            .unwrap_or_default());
    }
    ctx.data::<Reviews>()?
        .page(of, request)
        .await
        .map_err(internal)
}
