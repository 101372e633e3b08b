//! What stands at the head of each supergraph document.

use gateway_supergraph::{Subgraph, SubgraphField, SubgraphType, Supergraph};

const JOIN: &str = r#"
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean, overrideLabel: String, contextArguments: [join__ContextArgument!]) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
scalar join__FieldSet
scalar join__FieldValue
input join__ContextArgument { name: String! type: String! context: String! selection: join__FieldValue! }
directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
directive @authenticated on ENUM | FIELD_DEFINITION | INTERFACE | OBJECT | SCALAR
directive @requiresScopes(scopes: [[String!]!]!) on ENUM | FIELD_DEFINITION | INTERFACE | OBJECT | SCALAR
directive @policy(policies: [[String!]!]!) on ENUM | FIELD_DEFINITION | INTERFACE | OBJECT | SCALAR
directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
directive @context(name: String!) repeatable on INTERFACE | OBJECT | UNION
directive @tag(name: String!) repeatable on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION | SCHEMA
"#;

const LINKS: &str = r#"
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)
  @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@cost", "@listSize"])
  @link(url: "https://specs.apollo.dev/tag/v0.3")
{ query: Query }
"#;

/// A document with three graphs, A, B and C, and all specs linked.
pub(crate) fn document(body: &str) -> String {
    let graphs = r#"
enum join__Graph {
  A @join__graph(name: "a", url: "http://a")
  B @join__graph(name: "b", url: "http://b")
  C @join__graph(name: "c", url: "http://c")
}"#;
    format!("{LINKS}{JOIN}{graphs}{body}")
}

pub(crate) fn parse(body: &str) -> Supergraph {
    Supergraph::parse(&document(body)).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn subgraph<'a>(supergraph: &'a Supergraph, name: &str) -> &'a Subgraph {
    supergraph
        .subgraph_named(name)
        .expect("the subgraph is declared")
}

pub(crate) fn view<'a>(supergraph: &'a Supergraph, graph: &str, ty: &str) -> &'a SubgraphType {
    let id = supergraph.type_named(ty).expect("the type is declared").id;
    let view = subgraph(supergraph, graph).ty(id);
    view.unwrap_or_else(|| panic!("{ty} is not in {graph}"))
}

pub(crate) fn field<'a>(
    supergraph: &'a Supergraph,
    graph: &str,
    ty: &str,
    field: &str,
) -> &'a SubgraphField {
    let view = view(supergraph, graph, ty);
    let found = view.fields.get(field);
    found.unwrap_or_else(|| panic!("{ty}.{field} is not in {graph}"))
}

/// Names of the object types in a view's possible set.
pub(crate) fn possible(supergraph: &Supergraph, graph: &str, ty: &str) -> Vec<String> {
    let ids = view(supergraph, graph, ty).possible.iter();
    ids.map(|id| supergraph.ty(id).name.to_string()).collect()
}
