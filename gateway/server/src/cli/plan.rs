//! `portico-gateway plan`

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context, bail};
use apollo_compiler::ExecutableDocument;
use apollo_compiler::ast::Document;
use apollo_compiler::validation::Valid;
use gateway_plan::check::{Input, check};
use gateway_planner::{Grants, PlanOptions, label_text, with_defer};
use gateway_supergraph::Supergraph;
use serde_json::{Map, Value, json};

use super::{Outcome, normalize, output, sources};
use crate::engine;

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
    /// Plan for a caller who is logged in, with these scopes. Absent, as --policy is: for a guest.
    #[arg(long, value_name = "SCOPE", num_args = 0.., value_delimiter = ',')]
    scopes: Option<Vec<String>>,
    /// Plan for a caller who is logged in, with these policies decided in its favour.
    #[arg(long, value_name = "POLICY", num_args = 0.., value_delimiter = ',')]
    policy: Option<Vec<String>>,
    /// Labels of progressive @overrides that hold, as the schema writes them: a name, or percent(25).
    #[arg(long, value_name = "LABEL", value_delimiter = ',')]
    override_label: Vec<String>,
    /// Plan for a client that takes its answer whole, whatever is deferred; else every @defer(if: $variable) holds.
    #[arg(long)]
    whole: bool,
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

/// What every stage made of the operation, in their order.
struct Stages {
    normalised: String,
    authorized: String,
    facts: String,
    checked: String,
}

impl PlanCommand {
    pub(super) fn run(self) -> anyhow::Result<Outcome> {
        let supergraph = sources::supergraph(&self.supergraph)?;
        let document = self.document(&supergraph)?;
        let options = PlanOptions {
            overrides: self.overrides(&supergraph)?,
            ..PlanOptions::default()
        };
        let name = self.name.as_deref();
        let normalised = match self.whole {
            true => normalize::whole(&supergraph, &document, name)?,
            false => normalize::in_parts(&supergraph, &document, name)?,
        };
        let written = normalised.to_string();
        let operation = gateway_planner::authorize(&supergraph, normalised, &self.grants());
        let plan = gateway_planner::plan(&supergraph, &operation, &options)?;
        let cost = gateway_planner::estimated_cost(&supergraph, &operation);
        let checked = check(
            &plan,
            &Input {
                supergraph: &supergraph,
                document: &document,
                operation_name: name,
                overrides: &options.overrides,
            },
        );
        let stages = self.stages.then(|| Stages {
            normalised: written,
            authorized: operation.to_string(),
            facts: gateway_planner::facts(&supergraph, &operation, &options.overrides),
            checked: match checked {
                Ok(()) => "every step is proven\n".to_owned(),
                Err(findings) => findings.iter().map(|one| format!("{one}\n")).collect(),
            },
        });
        let out = match self.format {
            Format::Text => text(&format!("{plan:#}estimated cost: {cost}\n"), stages),
            Format::Json => {
                let plan = serde_json::to_value(&plan).context("cannot write the plan")?;
                format!("{:#}\n", with_more(plan, cost, stages))
            }
        };
        output::artefact(&out, "the plan")?;
        Ok(Outcome::Fine)
    }

    fn document(&self, supergraph: &Supergraph) -> anyhow::Result<Valid<ExecutableDocument>> {
        let text = sources::read(&self.operation)?;
        let document = match Document::parse(text, &self.operation) {
            Ok(document) => document,
            // What a parser tells after the first slip follows from it.
            Err(broken) => match broken.errors.iter().next() {
                Some(first) => bail!("the operation cannot be read:\n{first}"),
                None => bail!("the operation cannot be read"),
            },
        };
        match document.to_executable_validate(&with_defer(&supergraph.api_schema)) {
            Ok(document) => Ok(document),
            Err(invalid) => bail!("the operation is not valid:\n{}", invalid.errors),
        }
    }

    fn grants(&self) -> Grants {
        let set = |names: &Option<Vec<String>>| {
            let names = names.iter().flatten().filter(|name| !name.is_empty());
            names.cloned().collect()
        };
        Grants {
            authenticated: self.scopes.is_some() || self.policy.is_some(),
            scopes: set(&self.scopes),
            policies: set(&self.policy),
        }
    }

    /// A label that no `@override` has is a slip: it would change nothing.
    fn overrides(&self, supergraph: &Supergraph) -> anyhow::Result<BTreeSet<String>> {
        let known = engine::labels(supergraph);
        let known: BTreeSet<String> = known.iter().map(label_text).collect();
        for label in &self.override_label {
            if !known.contains(label) {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let list = match known.as_slice() {
                    [] => "there are no labels".to_owned(),
                    known => format!("there are {}", known.join(", ")),
                };
                bail!("no @override has the label {label}: {list}");
            }
        }
        Ok(self.override_label.iter().cloned().collect())
    }
}

fn text(plan: &str, stages: Option<Stages>) -> String {
    let Some(stages) = stages else {
        return plan.to_owned();
    };
    let sections = [
        ("normalised", stages.normalised.as_str()),
        ("authorized", &stages.authorized),
        ("graph facts", &stages.facts),
    ];
    let before: String = sections
        .iter()
        .map(|(name, text)| format!("# {name}\n{text}\n"))
        .collect();
    format!("{before}# plan\n\n{plan}# checked\n{}\n", stages.checked)
}

fn with_more(plan: Value, cost: u64, stages: Option<Stages>) -> Value {
    let mut members: Map<String, Value> = match plan {
        Value::Object(members) => members,
        other => Map::from_iter([("plan".to_owned(), other)]),
    };
    members.insert("estimated_cost".to_owned(), cost.into());
    if let Some(stages) = stages {
        let stages = json!({
            "normalised": stages.normalised,
            "authorized": stages.authorized,
            "graph_facts": stages.facts,
            "checked": stages.checked,
        });
        members.insert("stages".to_owned(), stages);
    }
    Value::Object(members)
}
