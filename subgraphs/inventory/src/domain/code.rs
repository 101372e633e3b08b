//! The codes of business errors and warnings. A code never changes its meaning; `docs/shop-errors.md` lists them.

/// There is no such variant.
pub(crate) const VARIANT_NOT_FOUND: &str = "VARIANT_NOT_FOUND";
/// A location is not named by lower-case letters, digits and hyphens.
pub(crate) const LOCATION_INVALID: &str = "LOCATION_INVALID";
/// A count is not between 0 and a million.
pub(crate) const QUANTITY_INVALID: &str = "QUANTITY_INVALID";
/// The count is less than what is reserved for checkouts.
pub(crate) const BELOW_RESERVED: &str = "BELOW_RESERVED";

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
