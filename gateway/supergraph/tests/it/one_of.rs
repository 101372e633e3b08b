//! Exactly one field of an input object with `@oneOf`.

#![allow(clippy::unwrap_used)]

use apollo_compiler::response::JsonValue;
use apollo_compiler::{ExecutableDocument, Schema};
use gateway_supergraph::one_of;

const SCHEMA: &str = "
    directive @oneOf on INPUT_OBJECT
    directive @by(this: By) on FIELD
    type Query { a(by: By, all: [By!], in: Around): Query b: Int }
    input By @oneOf { id: ID name: String by: By }
    input Around { by: By, bys: [By] }";

fn schema() -> apollo_compiler::validation::Valid<Schema> {
    Schema::parse_and_validate(SCHEMA, "schema.graphql").unwrap()
}

/// One row an operation, and what is told of it.
#[test]
fn literals_give_exactly_one_field() {
    let schema = schema();
    assert!(one_of::is_used(&schema));
    let not = |count: usize| format!("exactly one field of `By` must be given, not {count}");
    let null = "the one field of `By` that is given may not be null".to_owned();
    for (text, told) in [
        ("{ a(by: {id: 1}) { b } }", vec![]),
        ("{ a(by: {by: {name: \"x\"}}) { b } }", vec![]),
        ("{ a(by: {}) { b } }", vec![not(0)]),
        ("{ a(by: {id: 1, name: \"x\"}) { b } }", vec![not(2)]),
        ("{ a(by: {id: null}) { b } }", vec![null.clone()]),
        ("{ a(by: {by: {by: {}}}) { b } }", vec![not(0)]),
        (
            "{ a(all: [{id: 1}, {}, {id: null}]) { b } }",
            vec![not(0), null.clone()],
        ),
        ("{ a(all: {}) { b } }", vec![not(0)]),
        (
            "{ a(in: {by: {}, bys: [{}, null]}) { b } }",
            vec![not(0), not(0)],
        ),
        ("{ b @by(this: {}) }", vec![not(0)]),
        ("query($by: By = {}) { a(by: $by) { b } }", vec![not(0)]),
        (
            "{ a { ...F ...F } } fragment F on Query { a(by: {}) { b } }",
            vec![not(0)],
        ),
        ("query($id: ID!) { a(by: {id: $id}) { b } }", vec![]),
        (
            "query($id: ID) { a(by: {id: $id}) { b } }",
            vec![
                "`$id` is the one field `By.id` that is given, and its type must end with `!`"
                    .to_owned(),
            ],
        ),
    ] {
        let document = ExecutableDocument::parse_and_validate(&schema, text, "operation.graphql");
        let document = document.unwrap_or_else(|error| panic!("{text}: {}", error.errors));
        let faults = one_of::check(&schema, &document);
        let messages: Vec<String> = faults.iter().map(|fault| fault.message.clone()).collect();
        assert_eq!(messages, told, "{text}");
        assert!(
            faults.iter().all(|fault| fault.location.is_some()),
            "{text}"
        );
    }
}

/// One row a variable of a type, and whether its value is good.
#[test]
fn values_of_variables_too() {
    let schema = schema();
    for (ty, value, good) in [
        ("By", "null", true),
        ("By!", "{\"id\": \"1\"}", true),
        ("By", "{}", false),
        ("By", "{\"id\": null}", false),
        ("By", "{\"id\": \"1\", \"name\": null}", false),
        ("[By!]", "[{\"id\": \"1\"}, {}]", false),
        ("[By!]", "{}", false),
        ("Around", "{\"bys\": [null, {\"name\": \"\"}]}", true),
        ("Around", "{\"by\": {\"by\": {}}}", false),
        ("ID", "\"x\"", true),
    ] {
        let ty = apollo_compiler::ast::Type::parse(ty, "type").unwrap();
        let value: JsonValue = serde_json::from_str(value).unwrap();
        assert_eq!(
            one_of::fault_in(&schema, &ty, &value).is_none(),
            good,
            "{ty} {value}"
        );
    }
}
