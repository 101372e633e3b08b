//! The codes of business errors and warnings. A code never changes its meaning; `docs/user-errors.md` lists them.

subgraph_kit::user_error_codes! {
    /// A handle is not made of lower-case letters, digits and single hyphens.
    HANDLE_INVALID,
    /// The same handle was published at this moment; sending it again changes that product.
    HANDLE_TAKEN,
    /// A text that must say something is empty.
    BLANK,
    /// A text contains a character that cannot be stored.
    TEXT_INVALID,
    /// A text is longer than allowed.
    TOO_LONG,
    /// A list is longer than allowed.
    TOO_MANY,
    /// An option has no name or values of its own.
    OPTION_INVALID,
    /// There is no image, too many, or one without a size or a text.
    IMAGES_INVALID,
    /// There is no variant, or too many.
    VARIANTS_INVALID,
    /// A variant has no SKU of its own.
    SKU_INVALID,
    /// Another product has a variant with this SKU.
    SKU_TAKEN,
    /// A variant does not have one value of each option.
    VARIANT_OPTIONS_MISMATCH,
    /// Two variants have the same values.
    VARIANT_DUPLICATE,
    /// A variant that was published before is left out.
    VARIANT_REMOVED,
    /// There is no such variant.
    VARIANT_NOT_FOUND,
    /// A price is not between 0.01 and a million, or a former price is not above it.
    PRICE_INVALID,
    /// A weight is not between a gram and a tonne.
    WEIGHT_INVALID,
    /// There is no such category.
    CATEGORY_NOT_FOUND,
    /// There is no such product.
    PRODUCT_NOT_FOUND,
    /// A warning: the product had been withdrawn before.
    ALREADY_WITHDRAWN,
}
