//! The references by which the gateway comes from other subgraphs.

use super::product::Product;
use super::variant::ProductVariant;
use async_graphql::Object;
use subgraph_kit::id::{EntityKey, ProductId, VariantId};

/// The root of queries: entities only.
#[derive(Debug)]
pub struct Query;

#[Object]
impl Query {
    #[graphql(entity)]
    async fn find_variant_by_id(
        &self,
        #[graphql(key)] id: EntityKey<VariantId>,
        weight_grams: Option<i32>,
    ) -> Option<ProductVariant> {
        id.get().map(|id| ProductVariant { id, weight_grams })
    }

    #[graphql(entity)]
    async fn find_product_by_id(&self, id: EntityKey<ProductId>) -> Option<Product> {
        id.get().map(|id| Product { id })
    }
}
