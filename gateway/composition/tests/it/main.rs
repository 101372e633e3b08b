//! Subgraphs in; supergraphs or diagnostics out.

mod any_input;
mod changes;
mod codes;
mod corpus;
mod events;
mod explain;
mod healing;
mod rendering;
mod usage;
mod whole_graphs;
