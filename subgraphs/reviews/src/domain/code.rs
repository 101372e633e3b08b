//! The codes of business errors. A code never changes its meaning; `docs/user-errors.md` lists them.

subgraph_kit::user_error_codes! {
    /// Not one to five stars.
    RATING_OUT_OF_RANGE,
    /// No title on one line.
    REVIEW_TITLE_INVALID,
    /// Too short or too long.
    REVIEW_BODY_INVALID,
    /// Never published, or withdrawn.
    PRODUCT_NOT_FOUND,
    /// The customer has reviewed this product.
    ALREADY_REVIEWED,
}
