//! What `check` tells, by examples: two versions of a graph, and a way to change it that is told otherwise or not at all.

/// Two versions of a graph whose comparison is told with a code. Subgraphs are texts by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckExample {
    pub code: &'static str,
    /// Why it is told, and what to do about it.
    pub description: &'static str,
    /// Empty where only the new version matters.
    pub before: &'static [(&'static str, &'static str)],
    pub after: &'static [(&'static str, &'static str)],
    /// Empty where there is nothing to heal.
    pub fixed: &'static [(&'static str, &'static str)],
    /// A stored operation that takes part.
    pub operation: Option<&'static str>,
    /// The same as it is sent to [`Self::fixed`].
    pub fixed_operation: Option<&'static str>,
}

/// Of each code one: `tests/cases/check/CODE/`.
pub const CHECK_EXAMPLES: &[CheckExample] =
    include!(concat!(env!("OUT_DIR"), "/check_examples.rs"));
