//! Each subgraph's own view, from join spec v0.2 and newer.

use gateway_supergraph::{OverrideLabel, SubgraphId, TypeKind};

use crate::prelude::{field, parse, possible, view};

#[test]
fn a_field_without_joins_is_in_every_subgraph_of_its_type() {
    let graph = parse(
        r#"
type Query @join__type(graph: A) @join__type(graph: B) { t: T @join__field(graph: A) }
type T @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", resolvable: false) {
  id: ID!
  a: Int @join__field(graph: A)
}"#,
    );
    assert!(view(&graph, "a", "T").keys[0].resolvable);
    assert!(!view(&graph, "b", "T").keys[0].resolvable);
    assert_eq!(view(&graph, "b", "T").keys[0].fields.to_string(), "id");
    let fields: Vec<_> = view(&graph, "b", "T").fields.keys().collect();
    assert_eq!(fields, ["id"]);
    assert!(
        graph
            .view(SubgraphId(2), graph.type_named("T").unwrap().id)
            .is_none()
    );
}

#[test]
fn requires_provides_and_external_come_from_the_joins() {
    let graph = parse(
        r#"
type Query @join__type(graph: A) @join__type(graph: B) { t: T @join__field(graph: B, provides: "u { name }") }
type T @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID!
  weight: Int @join__field(graph: A) @join__field(graph: B, external: true)
  cost: Int @join__field(graph: B, requires: "weight")
  u: U! @join__field(graph: A, type: "U!") @join__field(graph: B, type: "U")
}
type U @join__type(graph: A) @join__type(graph: B) { name: String @join__field(graph: A) @join__field(graph: B, external: true) }
"#,
    );
    assert!(field(&graph, "b", "T", "weight").external);
    assert!(!field(&graph, "a", "T", "weight").external);
    let requires = field(&graph, "b", "T", "cost").requires.as_ref().unwrap();
    assert_eq!(requires.to_string(), "weight");
    let provides = field(&graph, "b", "Query", "t").provides.as_ref().unwrap();
    assert_eq!(provides.to_string(), "u { name }");
    assert_eq!(field(&graph, "b", "T", "u").ty.to_string(), "U");
    assert_eq!(field(&graph, "a", "T", "u").ty.to_string(), "U!");
}

/// Rule 11: whatever the joins say of the key fields of an extension.
#[test]
fn an_extension_returns_its_key_fields() {
    let graph = parse(
        r#"
type Query @join__type(graph: A) @join__type(graph: B) { t: T @join__field(graph: A) }
type T @join__type(graph: A, key: "id") @join__type(graph: B, key: "id o { id }", extension: true) @join__type(graph: C, key: "id") {
  id: ID! @join__field(graph: A) @join__field(graph: B, external: true) @join__field(graph: C, external: true)
  o: O @join__field(graph: A) @join__field(graph: B, external: true)
  x: Int @join__field(graph: A) @join__field(graph: B, external: true)
}
type O @join__type(graph: A) @join__type(graph: B) { id: ID! @join__field(graph: A) @join__field(graph: B, external: true) }
"#,
    );
    assert!(!field(&graph, "b", "T", "id").external);
    assert!(!field(&graph, "b", "T", "o").external);
    assert!(
        !field(&graph, "b", "O", "id").external,
        "nested key fields too"
    );
    assert!(field(&graph, "b", "T", "x").external, "only key fields");
    assert!(
        field(&graph, "c", "T", "id").external,
        "a plain type does not return them"
    );
}

#[test]
fn members_values_and_implementations_differ_per_subgraph() {
    let graph = parse(
        r#"
type Query @join__type(graph: A) @join__type(graph: B) { u: U i: I e: E }
interface I @join__type(graph: A) @join__type(graph: B) { id: ID! }
type X implements I @join__type(graph: A) @join__type(graph: B) @join__implements(graph: A, interface: "I") @join__implements(graph: B, interface: "I") { id: ID! }
type Y implements I @join__type(graph: A) @join__type(graph: B) @join__implements(graph: B, interface: "I") { id: ID! }
union U @join__type(graph: A) @join__type(graph: B) @join__unionMember(graph: A, member: "X") @join__unionMember(graph: B, member: "X") @join__unionMember(graph: B, member: "Y") = X | Y
enum E @join__type(graph: A) @join__type(graph: B) { P @join__enumValue(graph: A) @join__enumValue(graph: B) Q @join__enumValue(graph: B) }
"#,
    );
    assert_eq!(possible(&graph, "a", "I"), ["X"]);
    assert_eq!(possible(&graph, "b", "I"), ["X", "Y"]);
    assert_eq!(possible(&graph, "a", "U"), ["X"]);
    assert_eq!(possible(&graph, "b", "U"), ["X", "Y"]);
    assert_eq!(view(&graph, "a", "E").enum_values.len(), 1);
    assert_eq!(view(&graph, "b", "E").enum_values.len(), 2);
    assert_eq!(graph.type_named("I").unwrap().possible.len(), 2);
}

#[test]
fn before_v03_members_and_values_are_in_every_subgraph_of_the_type() {
    let document = crate::prelude::document(
        r#"
type Query @join__type(graph: A) @join__type(graph: B) { u: U e: E }
type X @join__type(graph: A) @join__type(graph: B) { id: ID! }
union U @join__type(graph: A) @join__type(graph: B) = X
enum E @join__type(graph: A) { P }
"#,
    );
    let document = document.replace("join/v0.5", "join/v0.2");
    let graph = gateway_supergraph::Supergraph::parse(&document).unwrap();
    assert_eq!(possible(&graph, "a", "U"), ["X"]);
    assert_eq!(possible(&graph, "b", "U"), ["X"]);
    assert_eq!(view(&graph, "a", "E").enum_values.len(), 1);
}

#[test]
fn an_interface_object_is_an_object_there_and_can_be_any_implementation() {
    let graph = parse(
        r#"
type Query @join__type(graph: A) @join__type(graph: B) { i: I @join__field(graph: A) }
interface I @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", isInterfaceObject: true) {
  id: ID!
  extra: Int @join__field(graph: B)
}
type X implements I @join__type(graph: A, key: "id") @join__implements(graph: A, interface: "I") {
  id: ID!
  extra: Int @join__field
}"#,
    );
    let b = view(&graph, "b", "I");
    assert!(b.interface_object);
    assert_eq!(b.kind, TypeKind::Object);
    assert_eq!(possible(&graph, "b", "I"), ["X"]);
    assert_eq!(
        graph.type_named("I").unwrap().interface_object_in,
        [SubgraphId(1)]
    );
    assert!(!view(&graph, "a", "X").fields.contains_key("extra"));
    assert!(graph.type_named("X").unwrap().fields.contains_key("extra"));
}

#[test]
fn overrides_mark_both_ends() {
    let graph = parse(
        r#"
type Query @join__type(graph: A) @join__type(graph: B) { t: T @join__field(graph: A) }
type T @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID!
  dead: Int @join__field(graph: A, usedOverridden: true) @join__field(graph: B, override: "a")
  share: Int @join__field(graph: A, overrideLabel: "percent(25)") @join__field(graph: B, override: "a", overrideLabel: "percent(25)")
  named: Int @join__field(graph: A, overrideLabel: "beta") @join__field(graph: B, override: "a", overrideLabel: "beta")
  gone: Int @join__field(graph: B, override: "nobody")
}"#,
    );
    let dead = field(&graph, "a", "T", "dead");
    assert_eq!(dead.overridden.as_ref().unwrap().other, SubgraphId(1));
    assert_eq!(dead.overridden.as_ref().unwrap().label, None);
    assert!(field(&graph, "b", "T", "dead").overrides.is_none());
    let share = field(&graph, "b", "T", "share").overrides.as_ref().unwrap();
    assert_eq!(share.other, SubgraphId(0));
    assert_eq!(share.label, Some(OverrideLabel::Percent(25.0)));
    let old = field(&graph, "a", "T", "share");
    assert_eq!(old.overridden.as_ref().unwrap().label, share.label);
    assert!(!old.external, "a progressive override's old copy lives");
    assert!(field(&graph, "b", "T", "gone").overrides.is_none());
    let labels: Vec<_> = graph.override_labels().into_iter().collect();
    assert_eq!(labels, ["beta".into()]);
}

#[test]
fn context_arguments_know_what_to_read() {
    let graph = parse(
        r#"
type Query @join__type(graph: A) { t: T u: V }
type T @join__type(graph: A, key: "id") @context(name: "a__ctx") { id: ID! prop: String! u: U! }
type V @join__type(graph: A, key: "id") @context(name: "a__ctx") { id: ID! prop: String! u: U! }
type U @join__type(graph: A, key: "id") {
  id: ID!
  field: Int! @join__field(graph: A, contextArguments: [{context: "a__ctx", name: "arg", type: "String!", selection: "{ prop }"}])
}"#,
    );
    let arguments = &field(&graph, "a", "U", "field").context_arguments;
    assert_eq!(arguments[0].argument, "arg");
    assert_eq!(
        arguments[0].selection.to_string(),
        "... on T { prop } ... on V { prop }"
    );
    assert_eq!(graph.type_named("T").unwrap().contexts, ["a__ctx".into()]);
}

#[test]
fn authorization_and_cost_are_read() {
    let graph = parse(
        r#"
type Query @join__type(graph: A) {
  a: Int @authenticated
  b: Int @requiresScopes(scopes: [["x", "y"], ["z"]]) @policy(policies: [["p"]]) @cost(weight: 7)
  c(first: Int @cost(weight: 2)): [Int] @listSize(assumedSize: 10, slicingArguments: ["first"])
}"#,
    );
    let query = graph.type_named("Query").unwrap();
    assert!(query.fields["a"].authorization.authenticated);
    let b = &query.fields["b"];
    assert_eq!(
        b.authorization.scopes,
        [vec!["x".to_owned(), "y".to_owned()], vec!["z".to_owned()]]
    );
    assert_eq!(b.authorization.policies, [vec!["p".to_owned()]]);
    assert_eq!(b.cost, Some(7));
    let c = &query.fields["c"];
    assert_eq!(c.arguments["first"].cost, Some(2));
    let size = c.list_size.as_ref().unwrap();
    assert_eq!(size.assumed, Some(10));
    assert_eq!(size.slicing_arguments, ["first"]);
    assert!(query.authorization.is_open());
}
