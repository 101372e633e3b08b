//! Graphs that must compose: the shop, and the field's usual workload.

use gateway_supergraph::Supergraph;

use crate::corpus::{cases, composed, subgraphs, told};

fn check(name: &str) -> Supergraph {
    let folder = cases().join(name);
    let composition = composed(&subgraphs(&folder)).unwrap_or_else(|findings| panic!("{}", told(&findings)));
    let supergraph = Supergraph::parse(&composition.supergraph_sdl).expect("it can be read");
    insta::with_settings!({snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("supergraph", composition.supergraph_sdl);
        insta::assert_snapshot!("api", composition.api_sdl);
        insta::assert_snapshot!("hints", told(&composition.hints));
    });
    supergraph
}

#[test]
fn the_shop_composes() {
    let graph = check("shop");
    let variant = graph.type_named("ProductVariant").expect("it is there");
    assert!(variant.fields.contains_key("shippingEstimate"));
    let inventory = graph.subgraph_named("inventory").expect("it is there");
    let view = inventory.ty(variant.id).expect("it is known there");
    assert!(view.fields["weightGrams"].external);
    assert!(view.fields["shippingEstimate"].requires.is_some());
    let orders = graph.subgraph_named("orders").expect("it is there");
    let view = orders.ty(variant.id).expect("it is known there");
    assert!(!view.keys[0].resolvable);
    let customer = graph.type_named("Customer").expect("it is there");
    assert!(customer.fields["email"].authorization.authenticated);
}

#[test]
fn the_usual_workload_composes() {
    let graph = check("classic");
    let reviews = graph.subgraph_named("reviews").expect("it is there");
    let review = graph.type_named("Review").expect("it is there").id;
    let author = &reviews.ty(review).expect("it is known there").fields["author"];
    assert_eq!(author.provides.as_ref().expect("it provides").to_string(), "username");
}
