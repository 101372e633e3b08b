//! One subgraph gone: what does not need it works, what does shows the rest and says what is missing.
