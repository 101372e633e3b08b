//! `portico-gateway explain`

use gateway_composition::explain::{explain, list};

use super::{Outcome, output};

#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// As findings show it in brackets; without one, all are listed.
    code: Option<String>,
}

impl Explain {
    pub(super) fn run(self) -> anyhow::Result<Outcome> {
        let text = match &self.code {
            Some(code) => explain(code)?.to_string(),
            None => list(),
        };
        output::artefact(&text, "the explanation")?;
        Ok(Outcome::Fine)
    }
}
