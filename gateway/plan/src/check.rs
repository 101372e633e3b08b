//! The independent plan checker: proves a plan against supergraph and operation without knowing the planner.
