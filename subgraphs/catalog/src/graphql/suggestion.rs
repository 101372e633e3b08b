//! `ProductSuggestion`.

use super::product::Product;
use async_graphql::SimpleObject;

/// What a few typed letters may mean.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct ProductSuggestion {
    /// What to show and to search for.
    pub(super) text: String,
    /// Where to go at once.
    pub(super) product: Product,
}
