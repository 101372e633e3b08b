//! Operation and supergraph to plan.
