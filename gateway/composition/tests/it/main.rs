//! Subgraphs in; supergraphs or diagnostics out.

mod answered;
mod any_input;
mod changes;
mod codes;
mod corpus;
mod events;
mod explain;
mod guide;
mod healing;
mod long_texts;
mod mutate;
mod rendering;
mod rules;
mod usage;
mod whole_graphs;
