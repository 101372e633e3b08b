//! The plan as text: subgraph documents, and a readable list of fetches.

mod describe;
mod document;
mod parts;
mod waits;
