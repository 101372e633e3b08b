//! What can be wrong with a supergraph document.

use apollo_compiler::diagnostic::{Diagnostic, ToCliReport};
use apollo_compiler::validation::DiagnosticList;

/// Why a text is not a supergraph that can be planned against.
#[derive(Debug, thiserror::Error)]
pub enum SupergraphError {
    /// The text is not valid GraphQL; the diagnostics say where, a line each. The first stands for all in the message.
    #[error(
        "the supergraph is not a valid GraphQL schema: {}",
        summary(diagnostics)
    )]
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

/// `file:line:column: message`, a line each, without the text that they are about.
pub fn schema_findings(findings: &DiagnosticList) -> String {
    findings.iter().map(|finding| line(&finding)).collect()
}

fn line<T: ToCliReport>(finding: &Diagnostic<'_, T>) -> String {
    let location = finding.error.location();
    let source = location.and_then(|span| finding.sources.get(&span.file_id()));
    let message = finding.error.to_string().replace('\n', " ");
    match (source, finding.line_column_range()) {
        (Some(source), Some(range)) => {
            let (file, start) = (source.path().display(), range.start);
            format!("{file}:{}:{}: {message}\n", start.line, start.column)
        }
        (None, _) | (_, None) => format!("{message}\n"),
    }
}

/// The first line, and how many more there are.
pub fn summary(findings: &str) -> String {
    let mut lines = findings.lines();
    let first = lines.next().unwrap_or("it says nothing more");
    match lines.count() {
        0 => first.to_owned(),
        more => format!("{first}; and {more} more"),
    }
}
