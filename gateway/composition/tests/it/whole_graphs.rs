//! Graphs that must compose: the shop, the field's usual workload, and one a feature.

use std::path::Path;

use gateway_supergraph::Supergraph;

use crate::corpus::{cases, composed, folders, name, subgraphs, told};

fn check(folder: &Path) -> Supergraph {
    let composition = composed(&subgraphs(folder))
        .unwrap_or_else(|findings| panic!("{}: {}", name(folder), told(&findings)));
    let supergraph = Supergraph::parse(&composition.supergraph_sdl).expect("it can be read");
    insta::with_settings!({snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("supergraph", composition.supergraph_sdl);
        insta::assert_snapshot!("api", composition.api_sdl);
        insta::assert_snapshot!("hints", told(&composition.hints));
    });
    supergraph
}

#[test]
fn each_feature_composes() {
    for folder in folders(&cases().join("graphs")) {
        check(&folder);
    }
}

#[test]
fn the_shop_composes() {
    let graph = check(&cases().join("shop"));
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
    let graph = check(&cases().join("classic"));
    let reviews = graph.subgraph_named("reviews").expect("it is there");
    let review = graph.type_named("Review").expect("it is there").id;
    let author = &reviews.ty(review).expect("it is known there").fields["author"];
    let provides = author.provides.as_ref().expect("it provides");
    assert_eq!(provides.to_string(), "username");
}

/// What the services export today, as the shop's own CI composes it.
#[test]
fn the_exported_subgraphs_compose() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/subgraphs");
    let sources = subgraphs(&folder);
    assert_eq!(sources.len(), 8);
    let composition = composed(&sources).unwrap_or_else(|findings| panic!("{}", told(&findings)));
    assert!(composition.api_sdl.contains("checkoutSubmit"));
}
