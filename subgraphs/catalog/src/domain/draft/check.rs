//! The checks of a draft, one function a part; each adds what it finds.

use super::{ProductDraft, VariantDraft};
use crate::domain::code;
use crate::domain::filter::KEY_SEPARATOR;
use std::collections::HashSet;
use subgraph_kit::user_error::{Code, InputError};

const MAX_TITLE: usize = 200;
const MAX_DESCRIPTION: usize = 5_000;
const MAX_NAME: usize = 60;
const MAX_OPTIONS: usize = 3;
const MAX_VALUES: usize = 50;
const MAX_VARIANTS: usize = 100;
const MAX_IMAGES: usize = 30;
/// A million, in major units: above it an amount is a typing error.
const MAX_PRICE: i64 = 100_000_000;
/// A tonne.
const MAX_WEIGHT: i32 = 1_000_000;
/// Pixels.
const MAX_SIDE: i32 = 20_000;

/// All faults of the draft.
pub(super) fn faults(draft: &ProductDraft) -> Vec<InputError> {
    let mut faults = Faults(Vec::new());
    if !is_handle(&draft.handle) {
        faults.add(
            code::HANDLE_INVALID,
            &["handle"],
            "A handle is made of lower-case letters, digits and single hyphens.",
        );
    }
    if !is_handle(&draft.category_handle) {
        faults.add(
            code::CATEGORY_NOT_FOUND,
            &["categoryHandle"],
            "There is no such category.",
        );
    }
    faults.text("title", &draft.title, MAX_TITLE);
    faults.text("description", &draft.description, MAX_DESCRIPTION);
    faults.text("vendor", &draft.vendor, MAX_NAME);
    options(draft, &mut faults);
    images(draft, &mut faults);
    variants(draft, &mut faults);
    faults.0
}

struct Faults(Vec<InputError>);

impl Faults {
    fn add(&mut self, code: Code, path: &[&str], message: impl Into<String>) {
        let path = std::iter::once("input").chain(path.iter().copied());
        self.0.push(InputError::new(code, message).at(path));
    }

    fn text(&mut self, field: &str, text: &str, longest: usize) {
        if text.trim().is_empty() {
            self.add(code::BLANK, &[field], "This must not be empty.");
        } else if text.contains('\0') {
            self.add(code::TEXT_INVALID, &[field], "This must not contain NUL.");
        } else if text.chars().count() > longest {
            self.add(
                code::TOO_LONG,
                &[field],
                format!("At most {longest} characters."),
            );
        }
    }
}

/// Whether this is a handle, as in `tideline-stoneware-mug`.
pub(crate) fn is_handle(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    text.len() <= MAX_TITLE && text.split('-').all(part)
}

fn is_name(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= MAX_NAME
        && !text.chars().any(char::is_control)
}

fn options(draft: &ProductDraft, faults: &mut Faults) {
    if draft.options.len() > MAX_OPTIONS {
        faults.add(
            code::TOO_MANY,
            &["options"],
            format!("At most {MAX_OPTIONS} options."),
        );
    }
    let mut names = HashSet::new();
    for (at, option) in draft.options.iter().enumerate() {
        let at = at.to_string();
        if !is_name(&option.name)
            || option.name.contains(KEY_SEPARATOR)
            || !names.insert(&option.name)
        {
            faults.add(
                code::OPTION_INVALID,
                &["options", &at, "name"],
                "Each option needs a name of its own, without `=`.",
            );
        }
        let mut seen = HashSet::new();
        let distinct = option
            .values
            .iter()
            .all(|value| is_name(value) && seen.insert(value));
        if option.values.is_empty() || option.values.len() > MAX_VALUES || !distinct {
            faults.add(
                code::OPTION_INVALID,
                &["options", &at, "values"],
                format!("1 to {MAX_VALUES} different values."),
            );
        }
    }
}

fn images(draft: &ProductDraft, faults: &mut Faults) {
    if draft.images.is_empty() || draft.images.len() > MAX_IMAGES {
        faults.add(
            code::IMAGES_INVALID,
            &["images"],
            format!("1 to {MAX_IMAGES} images."),
        );
    }
    for (at, image) in draft.images.iter().enumerate() {
        let side = 1..=MAX_SIDE;
        if !side.contains(&image.width)
            || !side.contains(&image.height)
            || image.alt.trim().is_empty()
            || image.alt.contains('\0')
        {
            let at = at.to_string();
            faults.add(
                code::IMAGES_INVALID,
                &["images", &at],
                "An image needs a width, a height and a text that says what it shows.",
            );
        }
    }
}

fn variants(draft: &ProductDraft, faults: &mut Faults) {
    if draft.variants.is_empty() || draft.variants.len() > MAX_VARIANTS {
        faults.add(
            code::VARIANTS_INVALID,
            &["variants"],
            format!("1 to {MAX_VARIANTS} variants."),
        );
    }
    let mut skus = HashSet::new();
    let mut selections = HashSet::new();
    for (at, variant) in draft.variants.iter().enumerate() {
        let at = at.to_string();
        if !is_name(&variant.sku) || !skus.insert(&variant.sku) {
            faults.add(
                code::SKU_INVALID,
                &["variants", &at, "sku"],
                "Each variant needs an SKU of its own.",
            );
        }
        if !selects_each_option(draft, variant) {
            faults.add(
                code::VARIANT_OPTIONS_MISMATCH,
                &["variants", &at, "selectedOptions"],
                "One of the values of each option.",
            );
        }
        let mut selection = variant.selected.clone();
        selection.sort();
        if !selections.insert(selection) {
            faults.add(
                code::VARIANT_DUPLICATE,
                &["variants", &at, "selectedOptions"],
                "Another variant has the same options.",
            );
        }
        terms(draft, variant, &at, faults);
    }
}

/// Price, weight and picture.
fn terms(draft: &ProductDraft, variant: &VariantDraft, at: &str, faults: &mut Faults) {
    if let Some(message) = price_fault(
        variant.price.amount,
        variant.compare_at_price.map(|price| price.amount),
    ) {
        faults.add(code::PRICE_INVALID, &["variants", at, "price"], message);
    }
    if !(1..=MAX_WEIGHT).contains(&variant.weight_grams) {
        faults.add(
            code::WEIGHT_INVALID,
            &["variants", at, "weightGrams"],
            format!("1 to {MAX_WEIGHT} grams."),
        );
    }
    let known = |url: &String| draft.images.iter().any(|image| image.url == *url);
    if variant.image_url.as_ref().is_some_and(|url| !known(url)) {
        faults.add(
            code::IMAGES_INVALID,
            &["variants", at, "imageUrl"],
            "One of the product's images.",
        );
    }
}

fn selects_each_option(draft: &ProductDraft, variant: &VariantDraft) -> bool {
    let selects = |name: &str, values: &[String]| {
        let mut chosen = variant.selected.iter().filter(|(option, _)| option == name);
        chosen
            .next()
            .is_some_and(|(_, value)| values.contains(value))
            && chosen.next().is_none()
    };
    variant.selected.len() == draft.options.len()
        && draft
            .options
            .iter()
            .all(|option| selects(&option.name, &option.values))
}

/// What is wrong with a price and the former price beside it, in minor units.
pub(crate) fn price_fault(price: i64, compare_at: Option<i64>) -> Option<&'static str> {
    if !(1..=MAX_PRICE).contains(&price) {
        return Some("A price is more than nothing and at most a million.");
    }
    match compare_at {
        Some(former) if former <= price || former > MAX_PRICE => {
            Some("A former price is higher than the price.")
        }
        Some(_) | None => None,
    }
}

#[cfg(test)]
mod tests;
