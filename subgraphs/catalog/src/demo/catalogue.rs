//! The catalogue: its categories, its products and when each was published.

use super::data::CategoryData;
use super::id;
use crate::db::category::CategoryRow;
use crate::domain::draft::{ProductDraft, VariantDraft};
use chrono::{DateTime, Duration, Utc};
use subgraph_kit::id::{ProductId, VariantId};

/// One file a category, in the shop's order.
const FILES: [&str; 8] = [
    include_str!("../../demo/kitchen.json"),
    include_str!("../../demo/lighting.json"),
    include_str!("../../demo/textiles.json"),
    include_str!("../../demo/furniture.json"),
    include_str!("../../demo/camp.json"),
    include_str!("../../demo/garden.json"),
    include_str!("../../demo/bags.json"),
    include_str!("../../demo/desk.json"),
];

/// When the first product was published, in seconds since 1970: 2 March 2026, nine in the morning.
const FIRST_PUBLISHED: i64 = 1_772_442_000;
/// Between one publication and the next.
const PACE: Duration = Duration::hours(67);

/// A product of the demo shop, for who sets up what hangs on it: stock, reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoProduct {
    /// Its id.
    pub id: ProductId,
    /// Its handle.
    pub handle: String,
    /// Its title.
    pub title: String,
    /// Its variants.
    pub variants: Vec<DemoVariant>,
}

/// A variant of a [`DemoProduct`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoVariant {
    /// Its id.
    pub id: VariantId,
    /// Its SKU.
    pub sku: String,
}

/// All products of the demo shop.
pub fn products() -> Vec<DemoProduct> {
    let product = |(draft, _): (ProductDraft, DateTime<Utc>)| {
        let variant = |variant: VariantDraft| DemoVariant {
            id: id::variant(&variant.sku),
            sku: variant.sku,
        };
        DemoProduct {
            id: id::product(&draft.handle),
            handle: draft.handle,
            title: draft.title,
            variants: draft.variants.into_iter().map(variant).collect(),
        }
    };
    drafts().into_iter().map(product).collect()
}

fn data() -> impl Iterator<Item = CategoryData> {
    FILES
        .into_iter()
        .map(|file| serde_json::from_str(file).expect("the demo catalogue is read by a test"))
}

/// The categories, in the shop's order.
pub(super) fn categories() -> Vec<CategoryRow> {
    let row = |(position, data): (i32, CategoryData)| CategoryRow {
        id: id::category(&data.handle),
        image_url: format!("/media/categories/{}.svg", data.handle),
        image_alt: data.title.clone(),
        image_width: 1_800,
        image_height: 800,
        handle: data.handle,
        title: data.title,
        description: data.description,
        position,
    };
    (0..).zip(data()).map(row).collect()
}

/// The products, and when each is published: category after category in turn, so that the newest are of all kinds.
pub(super) fn drafts() -> Vec<(ProductDraft, DateTime<Utc>)> {
    let categories: Vec<CategoryData> = data().collect();
    let longest = categories
        .iter()
        .map(|category| category.products.len())
        .max()
        .unwrap_or(0);
    let in_turn = (0..longest).flat_map(|row| {
        let at_row = move |category: &'_ CategoryData| -> Option<ProductDraft> {
            category
                .products
                .get(row)
                .map(|product| product.draft(&category.handle))
        };
        categories.iter().filter_map(at_row)
    });
    let first = DateTime::from_timestamp(FIRST_PUBLISHED, 0).expect("the constant is a time");
    in_turn
        .zip(0..)
        .map(|(draft, turn)| (draft, first + PACE * turn))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::path::Path;

    #[test]
    fn there_is_enough_to_show() {
        let drafts = drafts();
        let variants: usize = drafts.iter().map(|(draft, _)| draft.variants.len()).sum();
        assert_eq!((categories().len(), drafts.len(), variants), (8, 64, 179));
    }

    #[test]
    fn every_draft_is_valid() {
        for (draft, _) in drafts() {
            let handle = draft.handle.clone();
            assert!(draft.check().is_ok(), "{handle}");
        }
    }

    #[test]
    fn handles_skus_and_ids_are_distinct() {
        let products = products();
        let variants: Vec<&DemoVariant> = products
            .iter()
            .flat_map(|product| &product.variants)
            .collect();
        let distinct = |keys: Vec<String>| keys.iter().collect::<HashSet<_>>().len() == keys.len();
        assert!(distinct(
            products
                .iter()
                .map(|product| product.handle.clone())
                .collect()
        ));
        assert!(distinct(
            variants.iter().map(|variant| variant.sku.clone()).collect()
        ));
        assert!(distinct(
            variants
                .iter()
                .map(|variant| variant.id.to_string())
                .collect()
        ));
    }

    #[test]
    fn every_picture_is_there_and_small() {
        let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/static");
        let drafts = drafts();
        let of_products = drafts
            .iter()
            .flat_map(|(draft, _)| draft.images.iter().map(|image| (image.url.clone(), 6)));
        let of_categories = categories()
            .into_iter()
            .map(|category| (category.image_url, 12));
        for (url, kilobytes) in of_products.chain(of_categories) {
            let size =
                std::fs::metadata(web.join(url.trim_start_matches('/'))).map(|file| file.len());
            assert!(size.is_ok_and(|size| size <= kilobytes * 1024), "{url}");
        }
    }
}
