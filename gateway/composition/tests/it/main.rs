//! Subgraphs in; supergraphs or diagnostics out.

mod corpus;
mod whole_graphs;
