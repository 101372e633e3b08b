//! Reviews.

use chrono::{DateTime, Utc};
use diesel::{pg::Pg, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::{
    id::{CustomerId, ProductId, ReviewId},
    paging::PageRequest,
};

use super::tables::reviews;

/// A row of `reviews`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, QueryableByName, Selectable, Insertable)]
#[diesel(table_name = reviews)]
pub struct ReviewRow {
    pub id: ReviewId,
    pub product_id: ProductId,
    pub customer_id: CustomerId,
    pub rating: i16,
    pub title: String,
    pub body: String,
    pub created_at: DateTime<Utc>,
    /// The author was erased: `customer_id` is nobody's.
    pub disowned: bool,
}

/// What lists of reviews are ordered by, youngest first.
pub type ReviewKey = (DateTime<Utc>, ReviewId);

/// Whose reviews a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Of {
    Product(ProductId),
    Customer(CustomerId),
}

impl Of {
    fn reviews(self) -> reviews::BoxedQuery<'static, Pg> {
        let all = reviews::table.into_boxed();
        match self {
            Self::Product(id) => all.filter(reviews::product_id.eq(id)),
            Self::Customer(id) => all.filter(reviews::customer_id.eq(id)),
        }
    }
}

impl ReviewRow {
    /// Where the row stands in a list.
    pub fn key(&self) -> ReviewKey {
        (self.created_at, self.id)
    }
}

/// Adds a review; `false` when the customer has reviewed the product, or the id is taken.
pub async fn insert(conn: &mut AsyncPgConnection, row: &ReviewRow) -> QueryResult<bool> {
    let added = diesel::insert_into(reviews::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(added == 1)
}

/// Adds many reviews; gives those that were not there.
pub async fn insert_missing(
    conn: &mut AsyncPgConnection,
    rows: &[ReviewRow],
) -> QueryResult<Vec<ReviewRow>> {
    diesel::insert_into(reviews::table)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(ReviewRow::as_returning())
        .get_results(conn)
        .await
}

/// Those of the reviews that exist, in no order.
pub async fn by_ids(conn: &mut AsyncPgConnection, ids: &[ReviewId]) -> QueryResult<Vec<ReviewRow>> {
    reviews::table
        .filter(reviews::id.eq_any(ids))
        .select(ReviewRow::as_select())
        .load(conn)
        .await
}

/// A page, youngest first; backwards the oldest first, as the kit's paging asks.
pub async fn page(
    conn: &mut AsyncPgConnection,
    of: Of,
    request: &PageRequest<ReviewKey>,
) -> QueryResult<Vec<ReviewRow>> {
    let mut query = of.reviews().limit(request.limit());
    // Youngest first: "after" a row are the older ones.
    if let Some((at, id)) = request.after {
        query = query.filter(
            reviews::created_at
                .lt(at)
                .or(reviews::created_at.eq(at).and(reviews::id.lt(id))),
        );
    }
    if let Some((at, id)) = request.before {
        query = query.filter(
            reviews::created_at
                .gt(at)
                .or(reviews::created_at.eq(at).and(reviews::id.gt(id))),
        );
    }
    query = if request.is_backward() {
        query.order((reviews::created_at.asc(), reviews::id.asc()))
    } else {
        query.order((reviews::created_at.desc(), reviews::id.desc()))
    };
    query.select(ReviewRow::as_select()).load(conn).await
}

/// How many there are: costly, counts.
pub async fn count(conn: &mut AsyncPgConnection, of: Of) -> QueryResult<i64> {
    of.reviews().count().get_result(conn).await
}

/// Takes a customer's reviews from them: each gets an author of its own whom there is not, so that not even what they have
/// in common is left.
pub async fn disown(conn: &mut AsyncPgConnection, customer: CustomerId) -> QueryResult<()> {
    const DISOWN: &str = "UPDATE reviews SET customer_id = gen_random_uuid(), disowned = true WHERE customer_id = $1";
    diesel::sql_query(DISOWN)
        .bind::<diesel::sql_types::Uuid, _>(customer)
        .execute(conn)
        .await?;
    Ok(())
}
