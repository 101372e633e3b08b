//! Which versions of federation subgraphs are written for.

use gateway_supergraph::links::Version;

use crate::subgraph;

/// The newest version that is composed.
pub const NEWEST_FEDERATION: Version = subgraph::NEWEST;

/// The version of federation that a subgraph's SDL links; `None` for Federation 1, which links none.
pub fn linked_federation(sdl: &str) -> Option<Version> {
    subgraph::linked_federation(sdl)
}
