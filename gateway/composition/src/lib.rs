//! Subgraph SDLs composed into a supergraph, or diagnostics.
