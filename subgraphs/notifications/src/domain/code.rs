//! The codes of business errors. A code never changes its meaning; `docs/user-errors.md` lists them.

subgraph_kit::user_error_codes! {
    /// No such message, or somebody else's.
    NOTIFICATION_NOT_FOUND,
}
