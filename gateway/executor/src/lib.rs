//! Plan and a way to call subgraphs to response bytes.
