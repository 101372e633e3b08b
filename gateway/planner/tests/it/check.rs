//! The one way in which tests plan: document in, plan out, the independent checker run on the way.

use std::collections::BTreeSet;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::validation::Valid;
use gateway_composition::{SubgraphSource, compose};
use gateway_plan::Plan;
use gateway_plan::check::{Input, check};
use gateway_planner::{
    Limits, Operation, PlanOptions, normalize, normalize_deferring, plan, with_defer,
};
use gateway_supergraph::Supergraph;

const LINK: &str = r#"extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@override", "@inaccessible", "@interfaceObject", "@extends", "@authenticated", "@requiresScopes", "@policy", "@context", "@fromContext", "@cost", "@listSize"])"#;

/// Composes subgraphs, given as name and SDL without the federation link.
pub(crate) fn composed(subgraphs: &[(&str, &str)]) -> Supergraph {
    match try_composed(subgraphs) {
        Ok(supergraph) => supergraph,
        Err(findings) => panic!("{findings}"),
    }
}

/// As [`composed`], of subgraphs without the federation link.
pub(crate) fn composed_federation_1(subgraphs: &[(&str, &str)]) -> Supergraph {
    match compose_all(subgraphs, "") {
        Ok(supergraph) => supergraph,
        Err(findings) => panic!("{findings}"),
    }
}

/// As [`composed`], with the findings if there are any.
pub(crate) fn try_composed(subgraphs: &[(&str, &str)]) -> Result<Supergraph, String> {
    compose_all(subgraphs, LINK)
}

fn compose_all(subgraphs: &[(&str, &str)], link: &str) -> Result<Supergraph, String> {
    let sources: Vec<SubgraphSource> = subgraphs
        .iter()
        .map(|(name, sdl)| SubgraphSource {
            name: (*name).to_owned(),
            url: format!("http://{name}.example"),
            sdl: format!("{link}\n{sdl}"),
            file: None,
        })
        .collect();
    let composition = compose(&sources).map_err(|findings| {
        let texts: Vec<String> = findings
            .iter()
            .map(|finding| format!("{}: {}", finding.code, finding.message))
            .collect();
        texts.join("\n")
    })?;
    Ok(Supergraph::parse(&composition.supergraph_sdl).expect("what was composed can be read"))
}

/// The plan's fetches as text, without the shape of the answer.
pub(crate) fn text(subgraphs: &[(&str, &str)], operation: &str) -> String {
    fetches(&planned(&composed(subgraphs), operation))
}

/// A plan's text up to its shape.
pub(crate) fn fetches(plan: &Plan) -> String {
    let text = plan.to_string();
    let end = text.find("answer\n").unwrap_or(text.len());
    text[..end].to_owned()
}

/// Plans an operation of a supergraph.
pub(crate) fn planned(supergraph: &Supergraph, operation: &str) -> Plan {
    planned_with(supergraph, operation, &BTreeSet::new())
}

/// As [`planned`], in parts: `variables` are those of `@defer(if:)` that are true.
pub(crate) fn planned_deferring(
    supergraph: &Supergraph,
    operation: &str,
    variables: &BTreeSet<String>,
) -> Plan {
    let document = parsed(supergraph, operation);
    let limits = Limits::default();
    let normal = normalize_deferring(supergraph, &document, None, &limits, variables)
        .expect("the operation is within limits");
    checked(supergraph, &document, &normal, &BTreeSet::new())
}

/// As [`planned`], with the override labels that hold.
pub(crate) fn planned_with(
    supergraph: &Supergraph,
    operation: &str,
    overrides: &BTreeSet<String>,
) -> Plan {
    let document = parsed(supergraph, operation);
    let normal = normalize(supergraph, &document, None, &Limits::default())
        .expect("the operation is within limits");
    checked(supergraph, &document, &normal, overrides)
}

fn parsed(supergraph: &Supergraph, operation: &str) -> Valid<ExecutableDocument> {
    let schema = with_defer(&supergraph.api_schema);
    ExecutableDocument::parse_and_validate(&schema, operation, "operation")
        .expect("the operation is valid")
}

fn checked(
    supergraph: &Supergraph,
    document: &Valid<ExecutableDocument>,
    normal: &Operation,
    overrides: &BTreeSet<String>,
) -> Plan {
    let options = PlanOptions {
        overrides: overrides.clone(),
        ..PlanOptions::default()
    };
    let plan = plan(supergraph, normal, &options).expect("there is a plan");
    let input = Input {
        supergraph,
        document,
        operation_name: None,
        overrides,
    };
    if let Err(findings) = check(&plan, &input) {
        let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        panic!("{}\n{plan}\n{normal}", findings.join("\n"));
    }
    plan
}
