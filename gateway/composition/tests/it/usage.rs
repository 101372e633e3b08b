//! What operations touch, usage files, and changes weighed by them.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::sync::Arc;

use apollo_compiler::{ExecutableDocument, Schema};
use gateway_composition::check::{compare, weigh};
use gateway_composition::usage::{Activity, Client, OperationUsage, Usage, UsageLimits, footprint};

const SCHEMA: &str = "directive @mark(as: Colour) on FIELD
    type Query { item(id: ID!, filter: Filter, colour: Colour): Item node: Node pick: Pick }
    type Mutation { paint(input: Paint!): Item }
    interface Node { id: ID! }
    type Item implements Node { id: ID! name: String colour: Colour related(first: Int): [Item] }
    type Shelf implements Node { id: ID! }
    union Pick = Item | Shelf
    input Filter { colours: [Colour!] deep: Filter text: String }
    input Paint { id: ID! colour: Colour! how: How }
    input How { layers: Int }
    enum Colour { RED GREEN }";

/// The coordinates of the first operation, types left out where `Type.` things tell as much.
fn touched(text: &str) -> String {
    let schema = Schema::parse_and_validate(SCHEMA, "schema.graphql").unwrap();
    let document = ExecutableDocument::parse_and_validate(&schema, text, "o.graphql").unwrap();
    let operation = document.operations.iter().next().unwrap();
    let found = footprint(&schema, &document, operation);
    found.into_iter().collect::<Vec<String>>().join(" ")
}

#[test]
fn operations_touch_what_they_name() {
    for (text, expected) in [
        (
            "{ item(id: 1) { name } }",
            "ID Item Item.name Query Query.item Query.item(id:) String",
        ),
        (
            "{ item(id: 1, filter: {colours: [RED]}) { __typename } }",
            "Colour Colour.RED Filter Filter.colours ID Item Query Query.item Query.item(filter:) Query.item(id:)",
        ),
        (
            "query($f: Filter) { item(id: 1, filter: $f) { id } }",
            "Boolean",
        ),
        (
            "{ node { id ... on Item { name } } }",
            "ID Item Item.name Node Node.id Query Query.node String",
        ),
        // It is valid as long as one object can be both.
        (
            "{ pick { ... on Node { id } } }",
            "ID Item Node Node.id Pick Query Query.pick Shelf",
        ),
        (
            "{ pick { ...F ...F } } fragment F on Shelf { id @mark(as: GREEN) }",
            "@mark @mark(as:) Colour Colour.GREEN ID Pick Query Query.pick Shelf Shelf.id",
        ),
        (
            "{ item(id: 1) { colour } __schema { types { name } } }",
            "Colour Colour.GREEN Colour.RED ID Item Item.colour Query Query.item Query.item(id:)",
        ),
        (
            "mutation($p: Paint!) { paint(input: $p) { id } }",
            "Colour Colour.GREEN Colour.RED How How.layers ID Int Item Item.id Mutation Mutation.paint Mutation.paint(input:) \
             Paint Paint.colour Paint.how Paint.id",
        ),
    ] {
        if expected == "Boolean" {
            // A variable may hold anything of its type, however deep.
            let found = touched(text);
            for coordinate in ["Filter.deep", "Filter.text", "Colour.GREEN"] {
                assert!(found.contains(coordinate), "{found}");
            }
            continue;
        }
        assert_eq!(touched(text), expected, "{text}");
    }
}

fn operation(
    name: &str,
    kind: &str,
    coordinates: &str,
    client: &str,
    days: [u32; 2],
) -> OperationUsage {
    let mut operation = OperationUsage::new(Some(name.to_owned()), kind);
    let coordinates = coordinates.split(' ').map(Arc::from);
    operation.coordinates = coordinates.collect::<BTreeSet<Arc<str>>>();
    let client = Client {
        name: client.into(),
        version: "1.0".into(),
    };
    let activity = Activity {
        count: 7,
        first: days[0],
        last: days[1],
    };
    operation.clients.insert(client, activity);
    operation
}

fn recorded() -> Usage {
    let mut usage = Usage::default();
    let home = operation(
        "Home",
        "query",
        "Query Query.a Query.a(x:) T T.used E E.USED",
        "web",
        [20_000, 20_010],
    );
    let old = operation(
        "Old",
        "query",
        "Query Query.b I I.used",
        "app",
        [19_000, 19_001],
    );
    usage.operations.insert("1".to_owned(), home);
    usage.operations.insert("2".to_owned(), old);
    usage
}

#[test]
fn a_file_is_read_as_it_was_written() {
    let usage = recorded();
    let text = usage.to_json();
    assert_eq!(Usage::parse(&text).unwrap(), usage);
    assert_eq!(Usage::parse(&text).unwrap().to_json(), text);
    assert!(text.contains(r#""first":"2024-10-04""#), "{text}");
    for (bad, why) in [
        ("", "not JSON"),
        (
            r#"{"version": 2, "coordinates": [], "operations": []}"#,
            "version is 2",
        ),
        (
            r#"{"version": 1, "coordinates": [], "operations": [{"hash": "", "kind": "", "uses": [3], "clients": []}]}"#,
            "coordinate 3",
        ),
    ] {
        let error = Usage::parse(bad).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn what_is_beyond_the_limits_is_summed_up() {
    let mut usage = recorded();
    for index in 0..10 {
        let more = operation(
            "More",
            "query",
            "Query.more",
            &format!("c{index}"),
            [20_000; 2],
        );
        usage.merge(Usage {
            operations: [("3".to_owned(), more)].into(),
        });
    }
    usage.bound(UsageLimits {
        operations: 2,
        clients: 3,
    });
    let hashes: Vec<&String> = usage.operations.keys().collect();
    assert_eq!(hashes, ["", "1"]);
    let rest = &usage.operations[""];
    assert!(rest.coordinates.contains("I.used") && rest.coordinates.contains("Query.more"));
    let counts: u64 = usage
        .operations
        .values()
        .flat_map(|o| o.clients.values())
        .map(|a| a.count)
        .sum();
    assert_eq!((rest.clients.len(), counts), (3, 12 * 7));

    usage.forget_before(20_005);
    assert_eq!(usage.operations.keys().collect::<Vec<_>>(), ["1"]);
}

/// Before, after, what is told.
#[test]
fn changes_are_weighed_by_who_uses_what() {
    let base = "type Query { a(x: Int): T b(i: I): Int c: Int } type T { used: Int unused: Int } enum E { USED UNUSED }
                input I { used: Int unused: Int } type Mutation { m(e: E): Int }";
    let used = "used by web 1.0 (7 times, last on 2024-10-14)";
    for (from, to, told, note) in [
        (
            "used: Int unused",
            "unused",
            "breaking[FIELD_REMOVED]",
            used,
        ),
        (
            "Int unused: Int } enum",
            "Int } enum",
            "safe[FIELD_REMOVED]",
            "no operation recorded from 2022-01-08 to 2024-10-14 uses it",
        ),
        ("a(x: Int)", "a", "breaking[ARGUMENT_REMOVED]", used),
        ("b(i: I)", "b", "safe[ARGUMENT_REMOVED]", "no operation"),
        (
            "a(x: Int)",
            "a(x: Int y: Int!)",
            "breaking[ARGUMENT_ADDED]",
            used,
        ),
        (
            "c: Int }",
            "c(y: Int!): Int }",
            "safe[ARGUMENT_ADDED]",
            "no operation",
        ),
        (
            "{ used: Int unused: Int } type M",
            "{ unused: Int } type M",
            "breaking[INPUT_FIELD_REMOVED]",
            "used by app 1.0",
        ),
        (
            "unused: Int } type M",
            "unused: Int more: Int! } type M",
            "breaking[INPUT_FIELD_ADDED]",
            "in Old",
        ),
        (
            "{ USED UNUSED }",
            "{ UNUSED }",
            "breaking[ENUM_VALUE_REMOVED]",
            "in Home",
        ),
        (
            "{ USED UNUSED }",
            "{ USED }",
            "safe[ENUM_VALUE_REMOVED]",
            "no operation",
        ),
        (
            "type Mutation { m(e: E): Int }",
            "",
            "safe[ROOT_REMOVED]",
            "no operation",
        ),
    ] {
        let new = base.replace(from, to);
        assert_ne!(base, new, "{from}");
        let changes = weigh(compare(base, &new).unwrap(), &recorded());
        let change = changes
            .iter()
            .find(|change| change.to_string().starts_with(told));
        let change = change.unwrap_or_else(|| panic!("{from} -> {to}: {changes:?}"));
        assert!(
            change.notes.iter().any(|found| found.contains(note)),
            "{change:?}"
        );
    }
}

#[test]
fn nothing_recorded_proves_nothing() {
    let changes = compare("type Query { a: Int b: Int }", "type Query { a: Int }").unwrap();
    assert_eq!(weigh(changes.clone(), &Usage::default()), changes);
}
