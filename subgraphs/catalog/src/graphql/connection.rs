//! Pages of products: in the order of a key, and by how well they fit a search.

use super::facet::{Facet, facets};
use super::loaders::{CountIn, PageIn, failed, loader};
use super::product::Product;
use crate::db;
use crate::db::listing::Listing;
use crate::db::search::Hit;
use crate::domain::filter::Filter;
use crate::domain::ordering::{Ordering, Position, PositionKey};
use crate::domain::search::{RankKey, RankPosition, SearchQuery};
use async_graphql::{Context, Object, Result};
use std::sync::Arc;
use subgraph_kit::db::{Db, DbError};
use subgraph_kit::error::{client, codes, internal};
use subgraph_kit::id::CategoryId;
use subgraph_kit::paging::{Connection, Edge, PageArgs, PageError, PageInfo, PageRequest, Total};

/// `ProductConnection`.
pub(super) type ProductConnection = Connection<Product>;

/// What a list is of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scope {
    /// All products.
    Shop,
    /// Those of a category.
    Category(CategoryId),
}

/// The arguments of a list.
#[derive(Debug)]
pub(super) struct ListArgs {
    pub(super) page: PageArgs,
    pub(super) filter: Filter,
    pub(super) ordering: Ordering,
}

fn page_error(error: PageError) -> async_graphql::Error {
    client(codes::PAGE_INVALID, error.to_string())
}

impl ListArgs {
    /// Loads the page.
    pub(super) async fn load(self, ctx: &Context<'_>, scope: Scope) -> Result<ProductConnection> {
        let ordering = self.ordering;
        let request: PageRequest<PositionKey> = self.page.check().map_err(page_error)?;
        let listing = Arc::new(Listing {
            filter: self.filter,
            ordering,
            backward: request.is_backward(),
            after: admit(ordering, request.after.clone())?,
            before: admit(ordering, request.before.clone())?,
            limit: request.limit(),
        });
        let rows = match scope {
            Scope::Shop => {
                let mut conn = db_of(ctx).conn().await.map_err(internal)?;
                db::listing::of_shop(&mut conn, &listing)
                    .await
                    .map_err(internal)?
            }
            Scope::Category(category) => {
                let key = PageIn {
                    category,
                    listing: Arc::clone(&listing),
                };
                loader(ctx)
                    .load_one(key)
                    .await
                    .map_err(failed)?
                    .unwrap_or_default()
            }
        };
        let total = total(ctx, scope, listing.filter.clone());
        Ok(Connection::assemble(
            &request,
            rows,
            |row| ordering.position(row),
            Product,
            total,
        ))
    }
}

fn db_of<'a>(ctx: &Context<'a>) -> &'a Db {
    ctx.data_unchecked()
}

/// A cursor's position, unless it is of a list with another order.
fn admit(ordering: Ordering, cursor: Option<PositionKey>) -> Result<Option<Position>> {
    let Some(key) = cursor else { return Ok(None) };
    let position = ordering.admit(key);
    position
        .map(Some)
        .ok_or_else(|| page_error(PageError::BadCursor))
}

/// Counts when asked; several categories of one answer together.
fn total(ctx: &Context<'_>, scope: Scope, filter: Filter) -> Total {
    let db = db_of(ctx).clone();
    match scope {
        Scope::Shop => Total::lazy(move || {
            let (db, filter) = (db.clone(), filter.clone());
            async move {
                let mut conn = db.conn().await.map_err(internal)?;
                db::count::of_shop(&mut conn, &filter)
                    .await
                    .map_err(internal)
            }
        }),
        Scope::Category(category) => {
            let loader = loader(ctx).clone();
            Total::lazy(move || {
                let (loader, key) = (
                    loader.clone(),
                    CountIn {
                        category,
                        filter: filter.clone(),
                    },
                );
                async move { Ok(loader.load_one(key).await.map_err(failed)?.unwrap_or(0)) }
            })
        }
    }
}

/// Hits of a search, best first.
#[derive(Debug)]
pub(super) struct ProductSearchConnection {
    query: SearchQuery,
    filter: Filter,
    edges: Vec<Edge<Product>>,
    page_info: PageInfo,
}

impl ProductSearchConnection {
    /// Loads the page.
    pub(super) async fn load(
        ctx: &Context<'_>,
        query: SearchQuery,
        page: PageArgs,
        filter: Filter,
    ) -> Result<Self> {
        let request: PageRequest<RankKey> = page.check().map_err(page_error)?;
        let after = match request.after {
            Some(key) => {
                Some(RankPosition::admit(key).ok_or_else(|| page_error(PageError::BadCursor))?)
            }
            None => None,
        };
        let mut conn = db_of(ctx).conn().await.map_err(internal)?;
        let hits = db::search::page(&mut conn, &query, &filter, after, request.limit())
            .await
            .map_err(internal)?;
        let key = |hit: &Hit| RankPosition::key(hit.rank, hit.product.id);
        let (edges, page_info) = Edge::page(&request, hits, key, |hit| Product(hit.product));
        Ok(Self {
            query,
            filter,
            edges,
            page_info,
        })
    }
}

/// Hits of a search, best first.
#[Object]
impl ProductSearchConnection {
    /// The hits with their cursors.
    async fn edges(&self) -> &[Edge<Product>] {
        &self.edges
    }

    /// The hits.
    async fn nodes(&self) -> Vec<&Product> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where the page stands among the hits.
    async fn page_info(&self) -> &PageInfo {
        &self.page_info
    }

    /// Costly: counts all hits.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let mut conn = db_of(ctx).conn().await.map_err(internal)?;
        let count = db::search::count(&mut conn, &self.query, &self.filter)
            .await
            .map_err(internal)?;
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }

    /// How the hits divide: by category, by price, by each option. A value without hits is left out.
    async fn facets(&self, ctx: &Context<'_>) -> Result<Vec<Facet>> {
        let mut conn = db_of(ctx).conn().await.map_err(internal)?;
        facets(&mut conn, &self.query, &self.filter)
            .await
            .map_err(|error| internal(DbError::from(error)))
    }
}
