//! What a plan depends on besides supergraph and operation.

use std::collections::BTreeSet;
use std::fmt;

use gateway_supergraph::{OverrideLabel, Supergraph};

/// Decisions and bounds for one planning.
#[derive(Clone)]
pub struct PlanOptions<'a> {
    /// The labels of progressive `@override` that hold for this request, as [`label_text`] writes them.
    /// Part of the plan's cache key (rule 28).
    pub overrides: BTreeSet<String>,
    /// Steps of work the first plan may take, then `QUERY_TOO_COMPLEX`. A step is one option weighed.
    pub budget: u64,
    /// Steps of work the search for a better plan may take; running out costs quality, never an answer.
    pub search_budget: u64,
    /// Polled now and then; `true` ends planning with [`PlanError::Cancelled`](crate::PlanError).
    pub cancelled: Option<&'a (dyn Fn() -> bool + 'a)>,
}

impl Default for PlanOptions<'_> {
    /// A step takes between half a microsecond and, with a hundred subgraphs to choose from, twenty: the budgets
    /// stand for some 100 ms on input made to be slow. The public workload takes some 400 steps for its first plan.
    fn default() -> Self {
        Self {
            overrides: BTreeSet::new(),
            budget: 200_000,
            search_budget: 30_000,
            cancelled: None,
        }
    }
}

impl fmt::Debug for PlanOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlanOptions")
            .field("overrides", &self.overrides)
            .field("budget", &self.budget)
            .field("search_budget", &self.search_budget)
            .field("cancelled", &self.cancelled.is_some())
            .finish()
    }
}

/// A label as its schema writes it: a name, or `percent(25)`.
pub fn label_text(label: &OverrideLabel) -> String {
    match label {
        OverrideLabel::Named(name) => name.to_string(),
        OverrideLabel::Percent(percent) => format!("percent({percent})"),
    }
}

/// All labels of a supergraph that a request decides, so that the server can decide each one once.
pub fn override_labels(supergraph: &Supergraph) -> BTreeSet<String> {
    let fields = supergraph
        .subgraphs
        .iter()
        .flat_map(|subgraph| subgraph.types.values())
        .flat_map(|ty| ty.fields.values());
    fields
        .flat_map(|field| [&field.overridden, &field.overrides])
        .filter_map(|over| over.as_ref()?.label.as_ref())
        .map(label_text)
        .collect()
}
