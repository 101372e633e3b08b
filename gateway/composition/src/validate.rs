//! The rules that each subgraph must hold by itself.

pub(crate) mod definitions;

use crate::diagnostic::Findings;
use crate::subgraph::Subgraph;

/// Checks all rules on all subgraphs.
pub(crate) fn subgraphs(subgraphs: &[Subgraph], findings: &mut Findings) {
    for _subgraph in subgraphs {
    }
}
