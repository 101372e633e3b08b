//! What clients see.

use crate::prelude::parse;

#[test]
fn what_is_inaccessible_is_hidden_from_clients_only() {
    let graph = parse(
        r#"
directive @live(every: Int) on QUERY
type Query @join__type(graph: A) {
  a(visible: Int, hidden: In @inaccessible): U
  b: Int @inaccessible
  e: E
  i(in: In2): I @deprecated(reason: "old") @tag(name: "x")
}
interface I @join__type(graph: A) { id: ID! }
interface J @join__type(graph: A) @inaccessible { id: ID! }
type X implements I & J @join__type(graph: A) @join__implements(graph: A, interface: "I") @join__implements(graph: A, interface: "J") { id: ID! }
type Y @join__type(graph: A) @inaccessible { id: ID! }
union U @join__type(graph: A) @join__unionMember(graph: A, member: "X") @join__unionMember(graph: A, member: "Y") = X | Y
enum E @join__type(graph: A) { P @join__enumValue(graph: A) Q @join__enumValue(graph: A) @inaccessible }
input In @join__type(graph: A) @inaccessible { x: Int }
input In2 @join__type(graph: A) { x: Int y: In @inaccessible }
"#,
    );
    insta::assert_snapshot!(graph.api_schema.to_string(), @r#"
    directive @live(every: Int) on QUERY

    type Query {
      a(visible: Int): U
      e: E
      i(in: In2): I @deprecated(reason: "old")
    }

    interface I {
      id: ID!
    }

    type X implements I {
      id: ID!
    }

    union U = X

    enum E {
      P
    }

    input In2 {
      x: Int
    }
    "#);
    assert!(graph.schema.types.contains_key("Y"));
    assert!(graph.type_named("Y").unwrap().inaccessible);
    assert!(graph.type_named("E").unwrap().enum_values["Q"].inaccessible);
    assert!(graph.type_named("Query").unwrap().fields["a"].arguments["hidden"].inaccessible);
}

#[test]
fn machinery_is_in_neither_schema() {
    let graph = parse("type Query @join__type(graph: A) { a: Int }");
    for schema in [&graph.schema, &graph.api_schema] {
        assert_eq!(schema.to_string(), "type Query {\n  a: Int\n}\n");
    }
}
