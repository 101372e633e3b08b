//! Subgraphs in; supergraphs or diagnostics out.

mod any_input;
mod changes;
mod codes;
mod corpus;
mod rendering;
mod whole_graphs;
