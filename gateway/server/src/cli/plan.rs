//! `portico-gateway plan`

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context, bail};
use apollo_compiler::ExecutableDocument;
use gateway_planner::{Grants, Limits, Operation, PlanOptions};
use gateway_supergraph::Supergraph;

use super::Outcome;
use super::sources;

#[derive(Debug, clap::Args)]
pub(super) struct PlanCommand {
    /// A composed supergraph.
    #[arg(long, value_name = "FILE")]
    supergraph: PathBuf,
    /// A document with the operation.
    #[arg(long, value_name = "FILE")]
    operation: PathBuf,
    /// Which operation of the document; needed where there are several.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Plan for a caller who is logged in, with these scopes. Absent: for a guest.
    #[arg(long, value_name = "SCOPE", num_args = 0.., value_delimiter = ',')]
    scopes: Option<Vec<String>>,
    /// Print what every stage makes of the operation.
    #[arg(long)]
    stages: bool,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

impl PlanCommand {
    pub(super) fn run(self) -> anyhow::Result<Outcome> {
        let supergraph = Supergraph::parse(&sources::read(&self.supergraph)?)?;
        let text = sources::read(&self.operation)?;
        let parsed =
            ExecutableDocument::parse_and_validate(&supergraph.api_schema, text, &self.operation);
        let document = match parsed {
            Ok(document) => document,
            Err(invalid) => bail!("the operation is not valid:\n{}", invalid.errors),
        };
        let mut out = String::new();
        let normalized = gateway_planner::normalize(
            &supergraph,
            &document,
            self.name.as_deref(),
            &Limits::default(),
        )?;
        self.stage(&mut out, "normalised", &normalized);
        let operation = gateway_planner::authorize(&supergraph, normalized, &self.grants());
        self.stage(&mut out, "authorized", &operation);
        let options = PlanOptions::default();
        let facts = gateway_planner::facts(&supergraph, &operation, &options.overrides);
        self.section(&mut out, "graph facts", &facts);
        let plan = gateway_planner::plan(&supergraph, &operation, &options)?;
        let cost = gateway_planner::estimated_cost(&supergraph, &operation);
        match self.format {
            Format::Text => {
                self.section(&mut out, "plan", "");
                writeln!(out, "{plan:#}estimated cost: {cost}").context("cannot write the plan")?;
            }
            Format::Json => {
                let mut json = serde_json::to_value(&plan).context("cannot write the plan")?;
                json["estimated_cost"] = cost.into();
                out.push_str(
                    &serde_json::to_string_pretty(&json).context("cannot write the plan")?,
                );
            }
        }
        let checked = gateway_plan::check::check(
            &plan,
            &gateway_plan::check::Input {
                supergraph: &supergraph,
                document: &document,
                operation_name: self.name.as_deref(),
                overrides: &options.overrides,
            },
        );
        let verdict = match checked {
            Ok(()) => "every step is proven\n".to_owned(),
            Err(findings) => findings.iter().map(|one| format!("{one}\n")).collect(),
        };
        self.section(&mut out, "checked", &verdict);
        std::io::stdout()
            .write_all(out.as_bytes())
            .context("cannot write the plan")?;
        Ok(Outcome::Fine)
    }

    fn grants(&self) -> Grants {
        Grants {
            authenticated: self.scopes.is_some(),
            scopes: self
                .scopes
                .iter()
                .flatten()
                .filter(|scope| !scope.is_empty())
                .cloned()
                .collect(),
            policies: Default::default(),
        }
    }

    fn stage(&self, out: &mut String, name: &str, operation: &Operation) {
        if self.stages {
            self.section(out, name, &operation.to_string());
        }
    }

    fn section(&self, out: &mut String, name: &str, text: &str) {
        if self.stages && self.format == Format::Text {
            out.push_str(&format!("# {name}\n{text}\n"));
        }
    }
}
