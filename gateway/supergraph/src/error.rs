//! What can be wrong with a supergraph document.

/// Why a text is not a supergraph that can be planned against.
#[derive(Debug, thiserror::Error)]
pub enum SupergraphError {
    /// The text is not valid GraphQL; the diagnostics say where.
    #[error("the supergraph is not a valid GraphQL schema:\n{diagnostics}")]
    InvalidGraphql { diagnostics: String },
    /// `INVALID_FEDERATION_SUPERGRAPH`: no join spec, or one that is used wrongly.
    #[error("not a supergraph of the join spec: {reason}")]
    NotASupergraph { reason: String },
    /// `UNSUPPORTED_FEDERATION_DIRECTIVE`: a mandatory feature that this gateway does not know.
    #[error("the supergraph needs the feature {url}, which this gateway does not know")]
    UnknownMandatoryFeature { url: String },
}

impl SupergraphError {
    /// The stable code of the finding, as in `docs/errors.md`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidGraphql { .. } | Self::NotASupergraph { .. } => {
                "INVALID_FEDERATION_SUPERGRAPH"
            }
            Self::UnknownMandatoryFeature { .. } => "UNSUPPORTED_FEDERATION_DIRECTIVE",
        }
    }
}
