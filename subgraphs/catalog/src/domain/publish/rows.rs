//! A draft as rows.

use super::Ids;
use crate::db::category::CategoryRow;
use crate::db::image::ImageRow;
use crate::db::option::OptionRow;
use crate::db::product::ProductRow;
use crate::db::suggestion::TermRow;
use crate::db::variant::VariantRow;
use crate::domain::draft::ValidDraft;
use crate::domain::status::ProductStatus;
use crate::domain::trigram::tails;
use chrono::{DateTime, Utc};
use subgraph_kit::id::ProductId;
use subgraph_kit::money::CurrencyCode;

/// A list of a checked draft is short.
fn at(position: usize) -> i32 {
    i32::try_from(position).expect("a checked draft has short lists")
}

pub(super) fn product(
    draft: &ValidDraft,
    category: &CategoryRow,
    before: Option<&ProductRow>,
    ids: Ids,
    now: DateTime<Utc>,
) -> ProductRow {
    let (min_price, max_price) = draft.price_range();
    let draft = draft.get();
    let published_at = match before {
        Some(product) if product.status == ProductStatus::Published => product.published_at,
        Some(_) | None => now,
    };
    ProductRow {
        id: before.map_or_else(|| ids.product(&draft.handle), |product| product.id),
        category_id: category.id,
        handle: draft.handle.clone(),
        title: draft.title.clone(),
        description: draft.description.clone(),
        vendor: draft.vendor.clone(),
        status: ProductStatus::Published,
        currency_code: draft
            .variants
            .first()
            .map_or(CurrencyCode::Eur, |variant| variant.price.currency),
        min_price,
        max_price,
        published_at,
        updated_at: now,
    }
}

pub(super) fn variants(
    draft: &ValidDraft,
    product: ProductId,
    known: &[VariantRow],
    ids: Ids,
) -> Vec<VariantRow> {
    let row = |(position, variant): (usize, &crate::domain::draft::VariantDraft)| {
        let former = known.iter().find(|known| known.sku == variant.sku);
        VariantRow {
            id: former.map_or_else(|| ids.variant(&variant.sku), |former| former.id),
            product_id: product,
            position: at(position),
            sku: variant.sku.clone(),
            title: draft.variant_title(variant),
            currency_code: variant.price.currency,
            price: variant.price.amount,
            compare_at_price: variant.compare_at_price.map(|price| price.amount),
            weight_grams: variant.weight_grams,
            option_keys: draft.option_keys(variant),
            image_position: at(draft.image_position(variant)),
        }
    };
    draft.get().variants.iter().enumerate().map(row).collect()
}

pub(super) fn options(draft: &ValidDraft, product: ProductId) -> Vec<OptionRow> {
    let row = |(position, option): (usize, &crate::domain::draft::OptionDraft)| OptionRow {
        product_id: product,
        position: at(position),
        name: option.name.clone(),
        values: option.values.clone(),
    };
    draft.get().options.iter().enumerate().map(row).collect()
}

pub(super) fn images(draft: &ValidDraft, product: ProductId) -> Vec<ImageRow> {
    let row = |(position, image): (usize, &crate::domain::draft::ImageDraft)| ImageRow {
        product_id: product,
        position: at(position),
        url: image.url.clone(),
        alt: image.alt.clone(),
        width: image.width,
        height: image.height,
    };
    draft.get().images.iter().enumerate().map(row).collect()
}

pub(super) fn terms(product: &ProductRow) -> Vec<TermRow> {
    let row = |(word, term): (usize, String)| TermRow {
        product_id: product.id,
        word: at(word),
        term,
    };
    tails(&product.title)
        .into_iter()
        .enumerate()
        .map(row)
        .collect()
}

/// What a product is found by beside its own words: category, vendor and the values of its options.
pub(super) fn search_context(draft: &ValidDraft, category: &CategoryRow) -> String {
    let draft = draft.get();
    let values = draft
        .options
        .iter()
        .flat_map(|option| option.values.iter().map(String::as_str));
    let parts: Vec<&str> = [category.title.as_str(), draft.vendor.as_str()]
        .into_iter()
        .chain(values)
        .collect();
    parts.join(" ")
}
