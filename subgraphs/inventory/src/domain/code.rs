//! The codes of business errors. A code never changes its meaning; `docs/user-errors.md` lists them.

subgraph_kit::user_error_codes! {
    /// There is no such variant.
    VARIANT_NOT_FOUND,
    /// A location is not named by lower-case letters, digits and hyphens.
    LOCATION_INVALID,
    /// A count is not between 0 and a million.
    QUANTITY_INVALID,
    /// The count is less than what is reserved for checkouts.
    BELOW_RESERVED,
}
