//! The codes of business errors and warnings. A code never changes its meaning; `docs/shop-errors.md` lists them.

/// A handle is not made of lower-case letters, digits and single hyphens.
pub(crate) const HANDLE_INVALID: &str = "HANDLE_INVALID";
/// The same handle was published at this moment; sending it again changes that product.
pub(crate) const HANDLE_TAKEN: &str = "HANDLE_TAKEN";
/// A text that must say something is empty.
pub(crate) const BLANK: &str = "BLANK";
/// A text contains a character that cannot be stored.
pub(crate) const TEXT_INVALID: &str = "TEXT_INVALID";
/// A text is longer than allowed.
pub(crate) const TOO_LONG: &str = "TOO_LONG";
/// A list is longer than allowed.
pub(crate) const TOO_MANY: &str = "TOO_MANY";
/// An option has no name or values of its own.
pub(crate) const OPTION_INVALID: &str = "OPTION_INVALID";
/// There is no image, too many, or one without a size or a text.
pub(crate) const IMAGES_INVALID: &str = "IMAGES_INVALID";
/// There is no variant, or too many.
pub(crate) const VARIANTS_INVALID: &str = "VARIANTS_INVALID";
/// A variant has no SKU of its own.
pub(crate) const SKU_INVALID: &str = "SKU_INVALID";
/// Another product has a variant with this SKU.
pub(crate) const SKU_TAKEN: &str = "SKU_TAKEN";
/// A variant does not have one value of each option.
pub(crate) const VARIANT_OPTIONS_MISMATCH: &str = "VARIANT_OPTIONS_MISMATCH";
/// Two variants have the same values.
pub(crate) const VARIANT_DUPLICATE: &str = "VARIANT_DUPLICATE";
/// A variant that was published before is left out.
pub(crate) const VARIANT_REMOVED: &str = "VARIANT_REMOVED";
/// There is no such variant.
pub(crate) const VARIANT_NOT_FOUND: &str = "VARIANT_NOT_FOUND";
/// A price is not between 0.01 and a million, or a former price is not above it.
pub(crate) const PRICE_INVALID: &str = "PRICE_INVALID";
/// A weight is not between a gram and a tonne.
pub(crate) const WEIGHT_INVALID: &str = "WEIGHT_INVALID";
/// There is no such category.
pub(crate) const CATEGORY_NOT_FOUND: &str = "CATEGORY_NOT_FOUND";
/// There is no such product.
pub(crate) const PRODUCT_NOT_FOUND: &str = "PRODUCT_NOT_FOUND";
/// A warning: the product had been withdrawn before.
pub(crate) const ALREADY_WITHDRAWN: &str = "ALREADY_WITHDRAWN";

#[cfg(test)]
mod tests {
    #[test]
    fn every_code_is_documented() {
        let page = include_str!("../../../../docs/shop-errors.md");
        let own = include_str!("code.rs");
        let section = page
            .split("## ")
            .find(|section| section.starts_with(crate::NAME))
            .unwrap();
        let codes = own
            .lines()
            .filter_map(|line| line.strip_prefix("pub(crate) const ")?.split(':').next());
        for code in codes {
            assert!(
                section.contains(&format!("| `{code}` |")),
                "{code} is not in docs/shop-errors.md"
            );
        }
    }
}
