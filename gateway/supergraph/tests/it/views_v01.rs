//! Supergraphs composed by Federation 1.

use gateway_supergraph::Supergraph;

use crate::prelude::{field, subgraph, view};

const FED1: &str = r#"
schema @core(feature: "https://specs.apollo.dev/core/v0.1") @core(feature: "https://specs.apollo.dev/join/v0.1") { query: Query }
directive @core(feature: String!) repeatable on SCHEMA
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet) on FIELD_DEFINITION
directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on OBJECT | INTERFACE
directive @join__owner(graph: join__Graph!) on OBJECT | INTERFACE
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
scalar join__FieldSet
enum join__Graph {
  PRODUCTS @join__graph(name: "products", url: "http://products")
  REVIEWS @join__graph(name: "reviews", url: "http://reviews")
}
type Query { top: [Product] @join__field(graph: PRODUCTS) }
type Product @join__owner(graph: PRODUCTS) @join__type(graph: PRODUCTS, key: "upc") @join__type(graph: REVIEWS, key: "upc") {
  upc: String! @join__field(graph: PRODUCTS)
  price: Money @join__field(graph: PRODUCTS)
  weight: Int @join__field(graph: PRODUCTS)
  reviews: [Review] @join__field(graph: REVIEWS, requires: "weight")
}
type Review { body: String tone: Tone }
enum Tone { WARM COLD }
type Money { amount: Int }
"#;

#[test]
fn ownership_tells_who_has_what() {
    let graph = Supergraph::parse(FED1).unwrap();
    assert_eq!(graph.subgraphs[1].name.as_ref(), "reviews");
    let upc = field(&graph, "reviews", "Product", "upc");
    assert!(!upc.external, "a key of an extension can be returned");
    assert!(view(&graph, "reviews", "Product").keys[0].extension);
    assert!(!view(&graph, "products", "Product").keys[0].extension);
    assert!(field(&graph, "reviews", "Product", "weight").external);
    let requires = field(&graph, "reviews", "Product", "reviews")
        .requires
        .as_ref();
    assert_eq!(requires.unwrap().to_string(), "weight");
}

#[test]
fn value_types_are_where_fields_lead_to_them() {
    let graph = Supergraph::parse(FED1).unwrap();
    assert_eq!(view(&graph, "reviews", "Review").fields.len(), 2);
    assert_eq!(view(&graph, "reviews", "Tone").enum_values.len(), 2);
    assert_eq!(view(&graph, "products", "Money").fields.len(), 1);
    let review = graph.type_named("Review").unwrap().id;
    assert!(subgraph(&graph, "products").ty(review).is_none());
    assert!(graph.api_schema.to_string().contains("type Review"));
    assert!(!graph.api_schema.to_string().contains("join__"));
}
