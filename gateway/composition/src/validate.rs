//! The rules that each subgraph must hold by itself.

pub(crate) mod bases;
mod cache_tags;
mod context;
mod cost;
mod defaults;
pub(crate) mod definitions;
mod external;
mod field_sets;
mod interface_objects;
mod interfaces;
mod overrides;
mod shareable;
mod tags;

use crate::diagnostic::Findings;
use crate::subgraph::Subgraph;

/// Checks the rules that a subgraph can be held to by itself.
pub(crate) fn subgraph(subgraph: &Subgraph, findings: &mut Findings) {
    field_sets::check(subgraph, findings);
    external::check(subgraph, findings);
    interfaces::check(subgraph, findings);
    shareable::check(subgraph, findings);
    overrides::check(subgraph, findings);
    defaults::check(subgraph, findings);
    tags::check(subgraph, findings);
    context::check(subgraph, findings);
    cost::check(subgraph, findings);
    cache_tags::check(subgraph, findings);
}

/// Checks the rules that take all subgraphs.
pub(crate) fn among(subgraphs: &[Subgraph], findings: &mut Findings) {
    interface_objects::check(subgraphs, findings);
}
