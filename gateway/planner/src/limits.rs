//! What an operation may cost before it is refused.

/// Bounds on expanding an operation. Counted before the memory is spent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Fields of the operation once its fragments are expanded and its selections merged.
    pub selections: usize,
    /// Levels of fields.
    pub depth: usize,
    /// Alternatives in the condition of one field, from `@skip` and `@include` on the ways to it.
    pub alternatives: usize,
}

impl Default for Limits {
    /// 20,000 expanded selections are far beyond any client's page, and take some 8 MiB; 100 levels keep
    /// recursion on the stack harmless; 32 alternatives let no product of conditions grow.
    fn default() -> Self {
        Self {
            selections: 20_000,
            depth: 100,
            alternatives: 32,
        }
    }
}
