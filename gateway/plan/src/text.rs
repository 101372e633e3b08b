//! The text forms of plans and of subgraph documents.
