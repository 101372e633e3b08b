//! Subgraphs in; supergraphs or diagnostics out.

mod codes;
mod corpus;
mod whole_graphs;
