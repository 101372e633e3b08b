//! The estimated cost of operations.

use apollo_compiler::ExecutableDocument;
use gateway_planner::{Limits, estimated_cost, normalize};
use gateway_supergraph::Supergraph;

const SUPERGRAPH: &str = r#"
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/cost/v0.1")
{ query: Query mutation: Mutation }
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__field(graph: join__Graph) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
directive @cost__listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
scalar join__FieldSet
enum join__Graph { A @join__graph(name: "a", url: "http://a") }
type Query @join__type(graph: A) {
  one: Item
  dear(by: Int @cost(weight: 3)): Item @cost(weight: 7)
  all: [Item]
  few: [Item] @cost__listSize(assumedSize: 3)
  page(first: Int = 20): [Item] @cost__listSize(slicingArguments: ["first"], assumedSize: 50)
  connection(first: Int): Connection @cost__listSize(slicingArguments: ["first"], sizedFields: ["nodes"])
  node: Node
}
type Mutation @join__type(graph: A) { make: Item }
type Connection @join__type(graph: A) { nodes: [Item] total: Int }
interface Node @join__type(graph: A) { id: ID }
type Item implements Node @join__type(graph: A) @join__implements(graph: A, interface: "Node") { id: ID name: String heavy: Int @cost(weight: 5) next: Item }
type Other implements Node @join__type(graph: A) @join__implements(graph: A, interface: "Node") { id: ID next: Item more: [Item] }
"#;

fn cost(text: &str) -> u64 {
    let supergraph = Supergraph::parse(SUPERGRAPH).expect("the supergraph is one");
    let document =
        ExecutableDocument::parse_and_validate(&supergraph.api_schema, text, "o.graphql");
    let document = document.unwrap_or_else(|error| panic!("{}", error.errors));
    let operation = normalize(&supergraph, &document, None, &Limits::default());
    estimated_cost(&supergraph, &operation.expect("it is small"))
}

#[test]
fn each_rule_counts_as_it_should() {
    for (text, expected) in [
        ("{ one { name } }", 1),
        ("{ one { next { heavy } } }", 7),
        ("{ dear { name } }", 7),
        ("{ dear(by: 1) { name } }", 10),
        ("{ all { name } }", 10),
        ("{ few { next { name } } }", 6),
        ("{ page(first: 4) { name } }", 4),
        ("query($n: Int = 6) { page(first: $n) { name } }", 6),
        ("query($n: Int) { page(first: $n) { name } }", 50),
        ("{ connection(first: 5) { total nodes { name } } }", 6),
        ("mutation { make { name } }", 11),
        // The dearest member: one list of ten.
        (
            "{ node { id ... on Item { heavy } ... on Other { more { name } } } }",
            11,
        ),
        ("{ __typename a: one { name } b: one { name } }", 2),
    ] {
        assert_eq!(cost(text), expected, "{text}");
    }
}
