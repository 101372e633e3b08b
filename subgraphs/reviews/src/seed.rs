//! Demo reviews: several hundred, the same at every start.

mod dice;
mod phrases;
mod plan;
mod writer;

use chrono::{DateTime, Utc};
use subgraph_kit::{
    db::{Conn, Db},
    events::outbox,
    id::CustomerId,
};

pub use plan::SeedProduct;

use crate::{
    db,
    domain::{
        draft::Stars,
        publish::{count, published},
        rating::Rating,
        service::Fault,
    },
};

/// Writes the demo reviews of these products by these reviewers that are not there yet, and says
/// how many those were. Each product's reviews, rating and events are one transaction.
///
/// The same products and reviewers give the same reviews, so a second call writes nothing. With
/// fewer than a dozen reviewers, products have fewer reviews.
pub async fn seed(
    db: &Db,
    products: &[SeedProduct],
    reviewers: &[CustomerId],
) -> Result<usize, Fault> {
    let until = Utc::now();
    let mut written = 0;
    for product in products {
        written += db
            .transaction(async |conn| seed_product(conn, product, reviewers, until).await)
            .await?;
    }
    Ok(written)
}

async fn seed_product(
    conn: &mut Conn,
    product: &SeedProduct,
    reviewers: &[CustomerId],
    until: DateTime<Utc>,
) -> Result<usize, Fault> {
    // Catalog's own word on the product, early or late, wins over the beginning of time.
    db::product::note_published(conn, product.id, DateTime::UNIX_EPOCH).await?;
    let reviews = plan::reviews_of(product, reviewers, until);
    let new = db::review::insert_missing(conn, &reviews).await?;
    if new.is_empty() {
        return Ok(0);
    }
    for review in &new {
        outbox::append(conn, &published(review)).await?;
    }
    let grades = new
        .iter()
        .filter_map(|review| Stars::from_number(review.rating.into()));
    count(conn, product.id, Rating::of(grades)).await?;
    Ok(new.len())
}
