//! Bounded work on adversarial input: rule 54.

use std::fmt::Write;

use apollo_compiler::ExecutableDocument;
use gateway_plan::Plan;
use gateway_planner::{Limits, PlanError, PlanOptions, normalize, plan};
use gateway_supergraph::Supergraph;

use crate::check::composed;

fn attempt(supergraph: &Supergraph, operation: &str) -> Result<Plan, PlanError> {
    let document =
        ExecutableDocument::parse_and_validate(&supergraph.api_schema, operation, "operation")
            .expect("the operation is valid");
    let start = std::time::Instant::now();
    let normal = normalize(supergraph, &document, None, &Limits::default())?;
    let normalized = start.elapsed();
    let result = plan(supergraph, &normal, &PlanOptions::default());
    println!(
        "normalised in {normalized:?}, planned in {:?}",
        start.elapsed() - normalized
    );
    result
}

fn node() -> Supergraph {
    composed(&[
        (
            "a",
            "type Query { node: Node } type Node @key(fields: \"id\") { id: ID! left: Node right: Node x: Int }",
        ),
        ("b", "type Node @key(fields: \"id\") { id: ID! y: Int }"),
    ])
}

/// Thirty fragments, each asking the next one twice: 2^30 fields.
#[test]
fn rule_54_fragments_that_fan_out() {
    let mut operation = String::from("{ node { ...f0 } }\n");
    for level in 0..30 {
        let next = level + 1;
        writeln!(
            operation,
            "fragment f{level} on Node {{ left {{ ...f{next} }} right {{ ...f{next} }} }}"
        )
        .expect("a string takes all");
    }
    operation.push_str("fragment f30 on Node { x y }");
    let error = attempt(&node(), &operation).expect_err("it is too complex");
    assert_eq!(error.code(), "QUERY_TOO_COMPLEX");
}

/// The same, at one level: each fragment is gone through once.
#[test]
fn rule_54_fragments_that_repeat() {
    let mut operation = String::from("{ node { ...f0 } }\n");
    for level in 0..30 {
        let next = level + 1;
        writeln!(
            operation,
            "fragment f{level} on Node {{ ...f{next} ...f{next} }}"
        )
        .expect("a string takes all");
    }
    operation.push_str("fragment f30 on Node { x y }");
    let plan = attempt(&node(), &operation).expect("it is two fields");
    assert_eq!(plan.fetches.len(), 2);
}

/// Conditions whose product would be 2^20 alternatives.
#[test]
fn rule_54_conditions_that_multiply() {
    let variables: Vec<String> = (0..40)
        .map(|index| format!("$v{index}: Boolean!"))
        .collect();
    let mut body = String::from("x y");
    for level in 0..20 {
        let (a, b) = (2 * level, 2 * level + 1);
        body = format!(
            "... @include(if: $v{a}) {{ {body} }} ... @include(if: $v{b}) {{ left {{ {body} }} }}"
        );
        if body.len() > 30_000 {
            break;
        }
    }
    let used: Vec<String> = (0..40)
        .filter(|index| body.contains(&format!("$v{index})")))
        .map(|index| variables[index].clone())
        .collect();
    let operation = format!("query({}) {{ node {{ {body} }} }}", used.join(", "));
    match attempt(&node(), &operation) {
        Ok(plan) => assert!(plan.fetches.len() < 10_000),
        Err(error) => assert_eq!(error.code(), "QUERY_TOO_COMPLEX"),
    }
}

/// One type shared by a hundred subgraphs, all of its fields by all of them, with twenty keys.
#[test]
fn rule_54_a_hundred_subgraphs_share_one_type() {
    let keys: Vec<String> = (0..20)
        .map(|key| format!("@key(fields: \"k{key}\")"))
        .collect();
    let key_fields: Vec<String> = (0..20)
        .map(|key| format!("k{key}: ID! @shareable"))
        .collect();
    let shared: Vec<String> = (0..20)
        .map(|field| format!("f{field}: Int @shareable"))
        .collect();
    let sources: Vec<(String, String)> = (0..100)
        .map(|index| {
            let sdl = format!(
                "type Query {{ t: T @shareable }} type T {} {{ {} {} own{index}: Int next: T @shareable }}",
                keys.join(" "),
                key_fields.join(" "),
                shared.join(" ")
            );
            (format!("s{index}"), sdl)
        })
        .collect();
    let sources: Vec<(&str, &str)> = sources
        .iter()
        .map(|(name, sdl)| (name.as_str(), sdl.as_str()))
        .collect();
    let supergraph = composed(&sources);
    let own: Vec<String> = (0..100).map(|index| format!("own{index}")).collect();
    let shared: Vec<String> = (0..20).map(|field| format!("f{field}")).collect();
    let body = format!("{} {}", own.join(" "), shared.join(" "));
    let operation = format!("{{ t {{ {body} next {{ {body} next {{ {body} }} }} }} }}");
    match attempt(&supergraph, &operation) {
        Ok(plan) => println!("{} requests in {} steps", plan.fetches.len(), plan.steps()),
        Err(error) => assert_eq!(error.code(), "QUERY_TOO_COMPLEX"),
    }
}

/// Two dozen requirements in a row, two subgraphs taking turns.
#[test]
fn rule_54_long_chains_of_requirements() {
    let mut sdl = [String::new(), String::new()];
    for index in 1..24 {
        let (here, before) = (index % 2, index - 1);
        write!(
            sdl[here],
            " f{before}: Int @external f{index}: Int @requires(fields: \"f{before}\")"
        )
        .expect("a string takes all");
    }
    let one = format!(
        "type Query {{ t: T }} type T @key(fields: \"id\") {{ id: ID! f0: Int {} }}",
        sdl[0]
    );
    let two = format!("type T @key(fields: \"id\") {{ id: ID! {} }}", sdl[1]);
    let supergraph = composed(&[("one", &one), ("two", &two)]);
    for (last, most) in [(5, 6), (23, 24)] {
        match attempt(&supergraph, &format!("{{ t {{ f{last} }} }}")) {
            Ok(plan) => {
                assert!(plan.steps() <= most, "{} steps", plan.steps());
                assert!(!plan.to_string().contains("unreachable"), "{plan}");
            }
            Err(error) => assert_eq!(error.code(), "QUERY_TOO_COMPLEX"),
        }
    }
}
