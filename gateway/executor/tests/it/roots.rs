//! The query root below the root: asked once, merged into each object that stands for it.

use gateway_plan::{Fetch, FetchId, FetchKind, Path, PathElement, Plan};

use crate::scripted::{Outcome, run};
use crate::text::{plan, root};

/// The root fetch of `b`, at a place below the root.
fn below(keys: &[&str], text: &str) -> Fetch {
    let mut fetch = root("b", text);
    if let FetchKind::Root { at, .. } = &mut fetch.kind {
        let elements = keys.iter().map(|key| PathElement {
            key: (*key).to_owned(),
            on: Vec::new(),
        });
        *at = Path {
            elements: elements.collect(),
        };
    }
    fetch.needs = vec![FetchId(0)];
    fetch
}

/// `root` is the query root, and another subgraph knows `me`.
fn planned() -> Plan {
    plan(
        "list: [Item] { root: Query { me: User { name: String } } }",
        vec![
            root("a", "{ list { root { __typename } } }"),
            below(&["list", "root"], "{ me { name } }"),
        ],
    )
}

fn answered(list: &str, root: &str) -> Outcome {
    run(planned(), [list, root])
}

#[test]
fn one_answer_for_all_objects() {
    let outcome = answered(
        r#"{"data":{"list":[{"root":{"__typename":"Query"}},{"root":null},{"root":{"__typename":"Query"}}]}}"#,
        r#"{"data":{"me":{"name":"Ada"}}}"#,
    );
    assert_eq!(outcome.sent[1].body["query"], "query { me { name } }");
    assert_eq!(outcome.sent.len(), 2);
    let whole = r#"{"root":{"me":{"name":"Ada"}}}"#;
    assert_eq!(
        outcome.data(),
        format!(r#"{{"list":[{whole},{{"root":null}},{whole}]}}"#)
    );
}

#[test]
fn nothing_is_asked_where_there_is_no_object() {
    let outcome = answered(r#"{"data":{"list":[{"root":null}]}}"#, "unused");
    assert_eq!(outcome.sent.len(), 1);
    assert_eq!(outcome.data(), r#"{"list":[{"root":null}]}"#);
}

#[test]
fn errors_are_those_of_each_object() {
    let outcome = answered(
        r#"{"data":{"list":[{"root":{}},{"root":{}}]}}"#,
        r#"{"data":{"me":null},"errors":[{"message":"gone","path":["me"],"extensions":{"code":"GONE"}}]}"#,
    );
    assert_eq!(
        outcome.errors(),
        ["GONE at list.0.root.me", "GONE at list.1.root.me"]
    );
    let none = r#"{"root":{"me":null}}"#;
    assert_eq!(outcome.data(), format!(r#"{{"list":[{none},{none}]}}"#));
}
