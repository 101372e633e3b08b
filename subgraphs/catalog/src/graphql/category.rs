//! `Category`.

use super::connection::{ListArgs, ProductConnection, Scope};
use super::filter::{ProductSortKey, ProductWhere};
use super::image::Image;
use super::loaders::{CountIn, failed, loader};
use crate::db::category::CategoryRow;
use crate::domain::filter::Filter;
use async_graphql::{Context, Object, Result};
use subgraph_kit::id::CategoryId;
use subgraph_kit::paging::PageArgs;

/// A shelf of the shop.
#[derive(Debug, Clone)]
pub(super) struct Category(pub(super) CategoryRow);

/// A shelf of the shop.
#[Object]
impl Category {
    pub(super) async fn id(&self) -> CategoryId {
        self.0.id
    }

    /// Human key, unique, as in the page's address.
    async fn handle(&self) -> &str {
        &self.0.handle
    }

    async fn title(&self) -> &str {
        &self.0.title
    }

    async fn description(&self) -> &str {
        &self.0.description
    }

    /// A wide picture.
    async fn image(&self) -> Image {
        Image::from(&self.0)
    }

    /// Its products.
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
        args.load(ctx, Scope::Category(self.0.id)).await
    }

    /// How many products it has.
    async fn product_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let key = CountIn {
            category: self.0.id,
            filter: Filter::default(),
        };
        let count = loader(ctx).load_one(key).await.map_err(failed)?;
        Ok(i32::try_from(count.unwrap_or(0)).unwrap_or(i32::MAX))
    }
}
