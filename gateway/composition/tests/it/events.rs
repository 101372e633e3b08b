//! Event contracts compared.

use gateway_composition::events::{Contract, EVENT_CODES, compare, is_contract, sources};
use gateway_composition::render::{Format, render};
use gateway_composition::{Diagnostic, Severity};

fn contract(name: &str, text: &str) -> Contract {
    Contract {
        name: name.to_owned(),
        text: text.to_owned(),
        file: Some(format!("events/{name}")),
    }
}

fn one(text: &str) -> [Contract; 1] {
    [contract("order.created.v1.json", text)]
}

fn summary(findings: &[Diagnostic]) -> Vec<String> {
    findings
        .iter()
        .map(|f| format!("{} {}", f.severity, f.code))
        .collect()
}

/// One row a change of an object's field `a`: before, after, what is told.
#[test]
fn each_change_is_judged_for_those_who_read() {
    let object = |body: &str| format!("{{ \"type\": \"object\", {body} }}");
    for (before, after, told) in [
        (
            r#""properties": {"a": {}}"#,
            r#""properties": {}"#,
            "error EVENT_FIELD_REMOVED",
        ),
        (
            r#""properties": {"a": {}}"#,
            r#""properties": {"A": {}}"#,
            "error EVENT_FIELD_REMOVED",
        ),
        (
            r#""properties": {}"#,
            r#""properties": {"a": {}}"#,
            "hint EVENT_FIELD_ADDED",
        ),
        (
            r#""properties": {}"#,
            r#""properties": {"a": {}}, "required": ["a"]"#,
            "error EVENT_FIELD_REQUIRED",
        ),
        (
            r#""properties": {"a": {}}"#,
            r#""properties": {"a": {}}, "required": ["a"]"#,
            "error EVENT_FIELD_REQUIRED",
        ),
        (
            r#""properties": {"a": {}}, "required": ["a"]"#,
            r#""properties": {"a": {}}"#,
            "error EVENT_FIELD_OPTIONAL",
        ),
        (
            r#""properties": {"a": {"type": "string"}}"#,
            r#""properties": {"a": {"type": "integer"}}"#,
            "error EVENT_TYPE_CHANGED",
        ),
        (
            r#""properties": {"a": {"type": ["string", "null"]}}"#,
            r#""properties": {"a": {"type": "string"}}"#,
            "error EVENT_TYPE_CHANGED",
        ),
        (
            r#""properties": {"a": {"enum": ["x", "y"]}}"#,
            r#""properties": {"a": {"enum": ["x"]}}"#,
            "error EVENT_ENUM_VALUE_REMOVED",
        ),
        (
            r#""properties": {"a": {"type": "string"}}"#,
            r#""properties": {"a": {"type": "string", "enum": ["x"]}}"#,
            "error EVENT_ENUM_VALUE_REMOVED",
        ),
        (
            r#""properties": {"a": {"enum": ["x"]}}"#,
            r#""properties": {"a": {"enum": ["x", "y"]}}"#,
            "warning EVENT_ENUM_VALUE_ADDED",
        ),
        (
            r#""properties": {}"#,
            r#""properties": {}, "additionalProperties": false"#,
            "error EVENT_CLOSED",
        ),
        (
            r#""properties": {}, "additionalProperties": false"#,
            r#""properties": {}"#,
            "warning EVENT_OPENED",
        ),
        (
            r#""properties": {"a": {"maxLength": 9}}"#,
            r#""properties": {"a": {"maxLength": 8}}"#,
            "error EVENT_BOUND_TIGHTENED",
        ),
        (
            r#""properties": {"a": {"minimum": 1}}"#,
            r#""properties": {"a": {"minimum": 0}}"#,
            "warning EVENT_BOUND_LOOSENED",
        ),
        (
            r#""properties": {"a": {}}"#,
            r#""properties": {"a": {"pattern": "^x"}}"#,
            "error EVENT_BOUND_TIGHTENED",
        ),
        (
            r#""properties": {"a": {"items": {"type": "string"}}}"#,
            r#""properties": {"a": {"items": {"type": "number"}}}"#,
            "error EVENT_TYPE_CHANGED",
        ),
        (
            r##""properties": {"a": {"$ref": "#/$defs/m"}}, "$defs": {"m": {"type": "string"}}"##,
            r##""properties": {"a": {"$ref": "#/$defs/m"}}, "$defs": {"m": {"type": "number"}}"##,
            "error EVENT_TYPE_CHANGED",
        ),
        // What must be there, described or not.
        (
            r#""properties": {}"#,
            r#""properties": {}, "required": ["zzz"]"#,
            "error EVENT_FIELD_REQUIRED",
        ),
        (
            r#""properties": {"a": {}}"#,
            r#""properties": {"a": {}}, "allOf": [{"required": ["a"]}]"#,
            "error EVENT_FIELD_REQUIRED",
        ),
        (
            r#""properties": {"a": {}}"#,
            r#""properties": {"a": {}}, "dependentRequired": {"b": ["a"]}"#,
            "error EVENT_FIELD_REQUIRED",
        ),
        (
            r#""properties": {"a": {}}"#,
            r#""properties": {"a": {}}, "if": {"required": ["b"]}, "then": {"required": ["a"]}"#,
            "error EVENT_NOT_JUDGED",
        ),
        (
            r#""properties": {"a": {}}"#,
            r#""properties": {"a": {"not": {"const": 1}}}"#,
            "error EVENT_NOT_JUDGED",
        ),
        (
            r##""properties": {"a": {"$ref": "#/$defs/m"}}, "$defs": {"m": {"type": "object"}}"##,
            r##""properties": {"a": {"$ref": "#/$defs/m", "minProperties": 1}}, "$defs": {"m": {"type": "object"}}"##,
            "error EVENT_BOUND_TIGHTENED",
        ),
        // Forms.
        (
            r#""properties": {"a": {"oneOf": [{"type": "string"}, {"type": "number"}]}}"#,
            r#""properties": {"a": {"oneOf": [{"type": "string"}]}}"#,
            "error EVENT_VARIANT_REMOVED",
        ),
        (
            r#""properties": {"a": {"anyOf": [{"type": "string"}]}}"#,
            r#""properties": {"a": {"anyOf": [{"type": "number"}, {"type": "string"}]}}"#,
            "warning EVENT_VARIANT_ADDED",
        ),
        (
            r#""properties": {"a": {"oneOf": [{"properties": {"k": {"const": 1}, "v": {"type": "string"}}}, {"properties": {"k": {"const": 2}}}]}}"#,
            r#""properties": {"a": {"oneOf": [{"properties": {"k": {"const": 2}}}, {"properties": {"k": {"const": 1}, "v": {"type": "number"}}}]}}"#,
            "error EVENT_TYPE_CHANGED",
        ),
        (
            r##""properties": {"a": {"oneOf": [{"$ref": "#/$defs/m"}]}}, "$defs": {"m": {"properties": {"b": {}}}}"##,
            r##""properties": {"a": {"oneOf": [{"$ref": "#/$defs/m"}]}}, "$defs": {"m": {"properties": {}}}"##,
            "error EVENT_FIELD_REMOVED",
        ),
        // Fields that are not named, and other keywords.
        (
            r#""additionalProperties": {"type": "string"}"#,
            r#""additionalProperties": {"type": "number"}"#,
            "error EVENT_TYPE_CHANGED",
        ),
        (
            r#""properties": {}"#,
            r#""properties": {}, "additionalProperties": {"type": "number"}"#,
            "error EVENT_CLOSED",
        ),
        (
            r#""patternProperties": {"^x": {"type": "string"}}"#,
            r#""patternProperties": {"^x": {"type": "number"}}"#,
            "error EVENT_TYPE_CHANGED",
        ),
        (
            r#""patternProperties": {"^x": {}}"#,
            r#""patternProperties": {}"#,
            "error EVENT_FIELD_REMOVED",
        ),
        (
            r#""properties": {"a": {"prefixItems": [{"type": "string"}]}}"#,
            r#""properties": {"a": {"prefixItems": [{"type": "number"}]}}"#,
            "error EVENT_NOT_JUDGED",
        ),
        (
            r#""properties": {"a": {"contentEncoding": "base64"}}"#,
            r#""properties": {"a": {"contentEncoding": "base32"}}"#,
            "error EVENT_BOUND_TIGHTENED",
        ),
        (
            r#""properties": {"a": {"uniqueItems": true}}"#,
            r#""properties": {"a": {"uniqueItems": false}}"#,
            "warning EVENT_BOUND_LOOSENED",
        ),
        (
            r#""properties": {"a": true}"#,
            r#""properties": {"a": false}"#,
            "error EVENT_NOT_JUDGED",
        ),
    ] {
        let findings = compare(&one(&object(before)), &one(&object(after)));
        assert!(
            summary(&findings).contains(&told.to_owned()),
            "{before} -> {after}: {:?}",
            summary(&findings)
        );
        assert!(
            findings
                .iter()
                .all(|f| EVENT_CODES.iter().any(|(code, _)| *code == f.code))
        );
    }
}

#[test]
fn what_says_the_same_is_no_change() {
    let inline = r#"{ "type": "object", "properties": { "a": { "type": "string", "description": "x" } }, "required": ["a"] }"#;
    let referred = r##"{ "required": ["a"], "properties": { "a": { "$ref": "#/$defs/s" } }, "type": "object", "$defs": { "s": { "type": "string" } } }"##;
    assert_eq!(compare(&one(inline), &one(referred)), []);
    let anchored = r##"{ "required": ["a"], "properties": { "a": { "$ref": "#s" } }, "type": "object", "$defs": { "x": { "$anchor": "s", "type": "string" } } }"##;
    assert_eq!(compare(&one(inline), &one(anchored)), []);
    let apart = r#"{ "allOf": [{ "type": "object", "required": ["a"] }, { "properties": { "a": { "allOf": [{ "type": "string" }, {}] } } }] }"#;
    assert_eq!(compare(&one(inline), &one(apart)), []);
    let forms = r#"{ "oneOf": [{ "type": "string" }, { "type": "number" }] }"#;
    let turned = r#"{ "oneOf": [{ "type": "number" }, { "type": "string", "title": "x" }] }"#;
    assert_eq!(compare(&one(forms), &one(turned)), []);
}

#[test]
fn nested_fields_are_told_with_their_path() {
    let nested = |amount: &str| {
        format!(
            r#"{{ "properties": {{ "items": {{ "items": {{ "properties": {{ "price": {{ {amount} }} }} }} }} }} }}"#
        )
    };
    let findings = compare(
        &one(&nested(r#""properties": {"amount": {}}"#)),
        &one(&nested(
            r#""properties": {"amount": {}}, "required": ["amount"]"#,
        )),
    );
    assert_eq!(
        findings[0].message,
        "`order.created.v1.json`: `items[].price.amount` must be there now, and stored events may lack it"
    );
}

/// A tree that refers to itself twice is compared once on each way down.
#[test]
fn what_refers_to_itself_is_compared() {
    let tree = |leaf: &str| {
        format!(
            r##"{{ "$ref": "#/$defs/node", "$defs": {{ "node": {{ "properties": {{ "left": {{ "$ref": "#/$defs/node" }}, "right": {{ "$ref": "#/$defs/node" }}, "leaf": {{ "type": "{leaf}" }} }} }} }} }}"##
        )
    };
    let findings = compare(&one(&tree("string")), &one(&tree("number")));
    let told = summary(&findings);
    assert!(
        told.iter().all(|told| told == "error EVENT_TYPE_CHANGED"),
        "{told:?}"
    );
    assert!((1..=4).contains(&told.len()), "{told:?}");
}

/// One row a text that is JSON and no schema.
#[test]
fn a_contract_is_a_schema() {
    for (text, told) in [
        (
            r#"{"type": "strnig"}"#,
            "#/type is \"strnig\", which is no type of JSON",
        ),
        (
            r#"{"properties": []}"#,
            "#/properties is not an object of schemas",
        ),
        (
            r#"{"properties": {"a": 1}}"#,
            "#/properties/a is neither an object nor true or false",
        ),
        (r#"{"required": "x"}"#, "#/required is not a list of names"),
        (
            r##"{"$ref": "#/nope"}"##,
            "#/$ref names #/nope, which is not there",
        ),
        (r#"{"oneOf": []}"#, "#/oneOf is not a list of schemas"),
        (
            r#"{"minLength": -1}"#,
            "#/minLength is not a whole number, zero or more",
        ),
        (r#"{"minimum": "1"}"#, "#/minimum is not a number"),
        (r#"{"enum": []}"#, "#/enum is not a list of values"),
        (r#"{"pattern": 1}"#, "#/pattern is not a text"),
    ] {
        let findings = compare(&[], &one(text));
        assert_eq!(summary(&findings), ["error EVENT_SCHEMA_INVALID"], "{text}");
        assert!(
            findings[0].message.ends_with(told),
            "{}",
            findings[0].message
        );
    }
}

#[test]
fn contracts_are_called_by_name_and_version() {
    for (name, is) in [
        ("order.created.v1.json", true),
        ("a.v12.json", true),
        ("noversion.json", false),
        ("a.v0.json", false),
        ("a.v01.json", false),
        ("a.vx.json", false),
        (".v1.json", false),
        ("a.v1.yaml", false),
    ] {
        assert_eq!(is_contract(name), is, "{name}");
    }
}

#[test]
fn circles_and_nonsense_end() {
    let circle =
        r##"{ "properties": { "a": { "$ref": "#" }, "b": { "$ref": "#/properties/b" } } }"##;
    assert_eq!(compare(&one(circle), &one(circle)), []);
    for broken in [
        "",
        "[]",
        "{ \"a\": ",
        &format!("{{\"a\": {}1{}}}", "[".repeat(100), "]".repeat(100)),
    ] {
        let findings = compare(&one(circle), &one(broken));
        assert_eq!(
            summary(&findings),
            ["error EVENT_SCHEMA_INVALID"],
            "{broken}"
        );
    }
}

#[test]
fn versions_stand_side_by_side() {
    let name = |name: &str| contract(name, "{}");
    let base = [name("a.v1.json")];
    let told = |new: &[Contract]| summary(&compare(&base, new));
    assert_eq!(
        told(&[name("a.v1.json"), name("a.v2.json")]),
        ["hint EVENT_VERSION_ADDED"]
    );
    assert_eq!(
        told(&[name("a.v1.json"), name("a.v3.json")]),
        ["error EVENT_VERSION_SKIPPED"]
    );
    assert_eq!(
        told(&[name("a.v1.json"), name("b.v1.json")]),
        ["hint EVENT_ADDED"]
    );
    assert_eq!(
        told(&[name("a.v2.json")]),
        ["error EVENT_REMOVED", "hint EVENT_VERSION_ADDED"]
    );
}

#[test]
fn findings_show_the_line() {
    let before = "{\n  \"type\": \"object\",\n  \"properties\": {\n    \"money\": {\n      \"properties\": { \"amount\": { \"type\": \"string\" } }\n    }\n  }\n}";
    let after = before.replace("\"string\"", "\"number\"");
    let new = one(&after);
    let findings = compare(&one(before), &new);
    assert_eq!(findings[0].severity, Severity::Error);
    assert_eq!(
        (findings[0].places[0].line, findings[0].places[0].column),
        (5, 23)
    );
    insta::assert_snapshot!("event", render(Format::Human, &findings, &sources(&new)));
}

/// What the services publish today is its own base.
#[test]
fn the_contracts_of_today_are_compatible_with_themselves() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/events");
    let mut contracts = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("it can be listed").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        contracts.push(contract(
            &name,
            &std::fs::read_to_string(&path).expect("it can be read"),
        ));
    }
    assert!(contracts.len() >= 30);
    assert_eq!(compare(&contracts, &contracts), []);
}
