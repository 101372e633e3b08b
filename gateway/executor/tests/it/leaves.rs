//! Leaf values are checked by their kind.

use crate::scripted::run;
use crate::text::{plan, root};

/// Type, the subgraph's value, what the client gets; `!` for null with an error.
const CASES: &[(&str, &str, &str)] = &[
    ("Int", "1", "1"),
    ("Int", "-2147483648", "-2147483648"),
    ("Int", "2147483648", "!"),
    ("Int", "1.0", "1"),
    ("Int", "1e2", "100"),
    ("Int", "1.5", "!"),
    ("Int", "1e400", "!"),
    ("Int", "\"1\"", "!"),
    ("Int", "true", "!"),
    ("Int", "[1]", "!"),
    ("Int", "{\"a\":1}", "!"),
    ("Float", "1", "1"),
    ("Float", "-0.25e-3", "-0.25e-3"),
    ("Float", "1e400", "!"),
    ("Float", "\"1\"", "!"),
    ("String", r#""a\u00e9\n\"""#, r#""a\u00e9\n\"""#),
    ("String", "1", "!"),
    ("String", "{}", "!"),
    ("Boolean", "true", "true"),
    ("Boolean", "1", "!"),
    ("ID", r#""x""#, r#""x""#),
    ("ID", "7", r#""7""#),
    ("ID", "-7", r#""-7""#),
    ("ID", "7.5", "!"),
    ("ID", "false", "!"),
    ("Enum<RED|GREEN>", r#""RED""#, r#""RED""#),
    ("Enum<RED|GREEN>", r#""BLUE""#, "!"),
    ("Enum<RED|GREEN>", "0", "!"),
    ("JSON", r#"{"a":[1,{"b":null}]}"#, r#"{"a":[1,{"b":null}]}"#),
    (
        "JSON",
        r#"[1,[2,{"x":"y"}],"z"]"#,
        r#"[1,[2,{"x":"y"}],"z"]"#,
    ),
    ("JSON", "1e400", "!"),
    ("JSON", "1.50", "1.50"),
    ("JSON", "false", "false"),
    ("[Int]", "[1,null,2]", "[1,null,2]"),
    ("[Int]", "1", "!"),
    ("[[String]]", r#"[["a"],[]]"#, r#"[["a"],[]]"#),
    ("Constant<Query>", "null", r#""Query""#),
    ("String", "null", "null"),
];

#[test]
fn a_leaf_of_another_kind_is_null_with_an_error() {
    for (ty, value, expected) in CASES {
        let outcome = run(
            plan(&format!("f: {ty}"), vec![root("a", "{ f }")]),
            [format!(r#"{{"data":{{"f":{value}}}}}"#)],
        );
        let invalid = *expected == "!";
        let shown = if invalid { "null" } else { expected };
        let text = outcome.text();
        assert!(
            text.ends_with(&format!(r#""data":{{"f":{shown}}}}}"#)),
            "{ty} {value}: {text}"
        );
        let errors: &[&str] = if invalid {
            &["SUBGRAPH_INVALID_VALUE at f"]
        } else {
            &[]
        };
        assert_eq!(outcome.errors(), errors, "{ty} {value}");
    }
}

#[test]
fn rule_38_an_inaccessible_enum_value_is_still_sent_to_subgraphs() {
    use crate::text::{entities, group};
    let plan = plan(
        "users: [User] { kind: Enum<REGULAR> score: Int }",
        vec![
            root("a", "{ users { id kind } }"),
            entities(
                "b",
                &[0],
                vec![group(
                    &["users"],
                    "User",
                    "id! kind",
                    "{ ... on User { score } }",
                )],
            ),
        ],
    );
    let outcome = run(
        plan,
        [
            r#"{"data":{"users":[{"id":1,"kind":"SECRET"}]}}"#,
            r#"{"data":{"_entities":[{"score":5}]}}"#,
        ],
    );
    assert_eq!(
        outcome.sent[1].representations(),
        r#"[{"__typename":"User","id":1,"kind":"SECRET"}]"#
    );
    assert_eq!(outcome.data(), r#"{"users":[{"kind":null,"score":5}]}"#);
    assert_eq!(outcome.errors(), ["SUBGRAPH_INVALID_VALUE at users.0.kind"]);
}
