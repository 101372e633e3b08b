//! Supergraph SDL (join spec) to [`Supergraph`](crate::Supergraph).

use crate::{Supergraph, SupergraphError};

impl Supergraph {
    /// Reads a supergraph document of the join spec, v0.1 to v0.5.
    ///
    /// # Errors
    /// See [`SupergraphError`]; nothing is repaired silently.
    pub fn parse(sdl: &str) -> Result<Self, SupergraphError> {
        let _ = sdl;
        Err(SupergraphError::NotASupergraph {
            reason: "not read yet".to_owned(),
        })
    }
}
