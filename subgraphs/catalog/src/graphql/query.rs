//! `Query`, and the references by which other subgraphs point at entities.

use super::category::Category;
use super::connection::{ListArgs, ProductConnection, ProductSearchConnection, Scope};
use super::filter::{ProductSortKey, ProductWhere};
use super::loaders::{CategoryById, ProductById, VariantById, failed, loader};
use super::node::{self, Node};
use super::product::Product;
use super::suggestion::ProductSuggestion;
use super::variant::ProductVariant;
use crate::db;
use crate::db::product::ProductRow;
use crate::domain::draft::check::is_handle;
use crate::domain::search::SearchQuery;
use crate::domain::status::ProductStatus;
use crate::domain::suggestion::{MOST, suggest};
use async_graphql::{Context, ID, Object, Result};
use subgraph_kit::db::{Db, PooledConn};
use subgraph_kit::error::{client, codes, internal};
use subgraph_kit::id::{CategoryId, EntityKey, ProductId, VariantId};
use subgraph_kit::paging::PageArgs;

/// Most ids of one `nodes`: as many as a page has at most.
const MOST_NODES: usize = 100;

/// The root of queries.
#[derive(Debug)]
pub struct Query;

async fn conn(ctx: &Context<'_>) -> Result<PooledConn> {
    ctx.data_unchecked::<Db>().conn().await.map_err(internal)
}

/// Customers find published products only.
fn published(row: ProductRow) -> Option<Product> {
    match row.status {
        ProductStatus::Published => Some(Product(row)),
        ProductStatus::Withdrawn => None,
    }
}

#[Object]
impl Query {
    /// Anything by its global id; null when there is no such thing. Of what belongs to another service, the fields beside
    /// `id` tell whether it exists and may be seen.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>> {
        node::find(ctx, &id).await
    }

    /// Up to 100 things by their global ids, each as `node` gives it, in the order of the ids.
    async fn nodes(&self, ctx: &Context<'_>, ids: Vec<ID>) -> Result<Vec<Option<Node>>> {
        if ids.len() > MOST_NODES {
            return Err(client(
                codes::BAD_USER_INPUT,
                format!("At most {MOST_NODES} ids at a time."),
            ));
        }
        futures::future::try_join_all(ids.iter().map(|id| node::find(ctx, id))).await
    }

    /// All categories, in the shop's order.
    async fn categories(&self, ctx: &Context<'_>) -> Result<Vec<Category>> {
        let rows = db::category::all(&mut *conn(ctx).await?)
            .await
            .map_err(internal)?;
        Ok(rows.into_iter().map(Category).collect())
    }

    async fn category(&self, ctx: &Context<'_>, handle: String) -> Result<Option<Category>> {
        if !is_handle(&handle) {
            return Ok(None);
        }
        let row = db::category::by_handle(&mut *conn(ctx).await?, &handle)
            .await
            .map_err(internal)?;
        Ok(row.map(Category))
    }

    /// The published product with this id or this handle; give one of the two.
    async fn product(
        &self,
        ctx: &Context<'_>,
        id: Option<EntityKey<ProductId>>,
        handle: Option<String>,
    ) -> Result<Option<Product>> {
        let row = match (id.map(EntityKey::get), handle) {
            (Some(None), None) => None,
            (Some(Some(id)), None) => loader(ctx)
                .load_one(ProductById(id))
                .await
                .map_err(failed)?,
            (None, Some(handle)) if !is_handle(&handle) => None,
            (None, Some(handle)) => db::product::by_handle(&mut *conn(ctx).await?, &handle)
                .await
                .map_err(internal)?,
            (Some(_), Some(_)) | (None, None) => {
                return Err(client(
                    codes::BAD_USER_INPUT,
                    "Give either `id` or `handle`.",
                ));
            }
        };
        Ok(row.and_then(published))
    }

    /// All products.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is an argument of the field"
    )]
    async fn products(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        r#where: Option<ProductWhere>,
        #[graphql(default_with = "ProductSortKey::Title")] sort_key: ProductSortKey,
        #[graphql(default)] reverse: bool,
    ) -> Result<ProductConnection> {
        let args = ListArgs {
            page: PageArgs::new(first, after, last, before),
            filter: r#where.unwrap_or_default().filter()?,
            ordering: sort_key.ordering(reverse),
        };
        args.load(ctx, Scope::Shop).await
    }

    /// Full-text search, best first, with facets. Understands "quoted words", `or` and `-word`; a blank query finds everything.
    async fn product_search(
        &self,
        ctx: &Context<'_>,
        query: String,
        first: Option<i32>,
        after: Option<String>,
        r#where: Option<ProductWhere>,
    ) -> Result<ProductSearchConnection> {
        let filter = r#where.unwrap_or_default().filter()?;
        let page = PageArgs::new(first, after, None, None);
        ProductSearchConnection::load(ctx, SearchQuery::new(&query), page, filter).await
    }

    /// Products whose title has a word that begins with what was typed or, if there are none, looks like it; at most 20.
    async fn product_suggestions(
        &self,
        ctx: &Context<'_>,
        prefix: String,
        #[graphql(default = 6)] first: i32,
    ) -> Result<Vec<ProductSuggestion>> {
        if !(1..=MOST).contains(&first) {
            return Err(client(
                codes::PAGE_INVALID,
                format!("`first` must be between 1 and {MOST}"),
            ));
        }
        let rows = suggest(&mut *conn(ctx).await?, &prefix, first.into())
            .await
            .map_err(internal)?;
        let suggestion = |row: ProductRow| ProductSuggestion {
            text: row.title.clone(),
            product: Product(row),
        };
        Ok(rows.into_iter().map(suggestion).collect())
    }

    #[graphql(entity)]
    async fn find_product_by_id(
        &self,
        ctx: &Context<'_>,
        id: EntityKey<ProductId>,
    ) -> Result<Option<Product>> {
        let Some(id) = id.get() else { return Ok(None) };
        let row = loader(ctx)
            .load_one(ProductById(id))
            .await
            .map_err(failed)?;
        Ok(row.map(Product))
    }

    #[graphql(entity)]
    async fn find_variant_by_id(
        &self,
        ctx: &Context<'_>,
        id: EntityKey<VariantId>,
    ) -> Result<Option<ProductVariant>> {
        let Some(id) = id.get() else { return Ok(None) };
        let row = loader(ctx)
            .load_one(VariantById(id))
            .await
            .map_err(failed)?;
        Ok(row.map(ProductVariant))
    }

    #[graphql(entity)]
    async fn find_category_by_id(
        &self,
        ctx: &Context<'_>,
        id: EntityKey<CategoryId>,
    ) -> Result<Option<Category>> {
        let Some(id) = id.get() else { return Ok(None) };
        let row = loader(ctx)
            .load_one(CategoryById(id))
            .await
            .map_err(failed)?;
        Ok(row.map(Category))
    }
}
