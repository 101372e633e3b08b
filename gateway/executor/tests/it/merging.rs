//! Deep merging, and results that are shared.

use crate::scripted::run;
use crate::text::{entities, group, plan, root};

#[test]
fn rule_8_roots_of_two_subgraphs_merge_deeply_and_lists_by_index() {
    let outcome = run(
        plan(
            "feed: [Item] { a: Int b: Int box: Box { x: Int y: Int } }",
            vec![
                root("one", "{ feed { a box { x } } }"),
                root("two", "{ feed { b box { y } } }"),
            ],
        ),
        [
            r#"{"data":{"feed":[{"a":1,"box":{"x":10}},{"a":2,"box":null},null]}}"#,
            r#"{"data":{"feed":[{"b":3,"box":{"y":30}},{"b":4,"box":{"y":40}},{"b":5}]}}"#,
        ],
    );
    assert_eq!(
        outcome.data(),
        r#"{"feed":[{"a":1,"b":3,"box":{"x":10,"y":30}},{"a":2,"b":4,"box":{"x":null,"y":40}},{"a":null,"b":5,"box":null}]}"#
    );
}

#[test]
fn an_entity_result_merges_into_the_objects_that_are_there() {
    let outcome = run(
        plan(
            "me: User { address: Address { city: String zip: String } }",
            vec![
                root("a", "{ me { id address { city } } }"),
                entities(
                    "b",
                    &[0],
                    vec![group(
                        &["me"],
                        "User",
                        "id!",
                        "{ ... on User { address { zip } } }",
                    )],
                ),
            ],
        ),
        [
            r#"{"data":{"me":{"id":1,"address":{"city":"Bonn"}}}}"#,
            r#"{"data":{"_entities":[{"address":{"zip":"53111"}}]}}"#,
        ],
    );
    assert_eq!(
        outcome.data(),
        r#"{"me":{"address":{"city":"Bonn","zip":"53111"}}}"#
    );
}

#[test]
fn a_null_from_one_subgraph_does_not_undo_what_another_knows() {
    let outcome = run(
        plan(
            "me: User { name: String }",
            vec![root("a", "{ me { name } }"), root("b", "{ me { name } }")],
        ),
        [
            r#"{"data":{"me":{"name":"Ada"}}}"#,
            r#"{"data":{"me":{"name":null}}}"#,
        ],
    );
    assert_eq!(outcome.data(), r#"{"me":{"name":"Ada"}}"#);
}

/// Two reviews of one author: what is fetched for the author is used twice, and again for what lies below.
#[test]
fn a_shared_result_is_hopped_from_once_and_shown_everywhere() {
    let outcome = run(
        plan(
            "reviews: [Review] { author: User { company: Company { id: ID name: String } } }",
            vec![
                root("a", "{ reviews { author { id } } }"),
                entities(
                    "b",
                    &[0],
                    vec![group(
                        &["reviews.author"],
                        "User",
                        "id!",
                        "{ ... on User { company { id } } }",
                    )],
                ),
                entities(
                    "c",
                    &[1],
                    vec![group(
                        &["reviews.author.company"],
                        "Company",
                        "id!",
                        "{ ... on Company { name } }",
                    )],
                ),
            ],
        ),
        [
            r#"{"data":{"reviews":[{"author":{"id":1}},{"author":{"id":1}}]}}"#,
            r#"{"data":{"_entities":[{"company":{"id":7}}]}}"#,
            r#"{"data":{"_entities":[{"name":"ACME"}]}}"#,
        ],
    );
    let author = r#"{"author":{"company":{"id":"7","name":"ACME"}}}"#;
    assert_eq!(
        outcome.data(),
        format!(r#"{{"reviews":[{author},{author}]}}"#)
    );
}

/// The same entity at two places, whose further fields come with different arguments under one key.
#[test]
fn rule_19_places_that_are_treated_differently_later_share_nothing() {
    let price = |at: &str, currency: &str| {
        let text = format!("{{ ... on Product {{ price(currency: {currency}) }} }}");
        group(&[at], "Product", "upc!", &text)
    };
    let outcome = run(
        plan(
            "a: Shop { best: Product { price: Float } } b: Shop { best: Product { price: Float } }",
            vec![
                root("shops", "{ a { id } b { id } }"),
                entities(
                    "best",
                    &[0],
                    vec![group(
                        &["a", "b"],
                        "Shop",
                        "id!",
                        "{ ... on Shop { best { upc } } }",
                    )],
                ),
                entities("prices", &[1], vec![price("a.best", "EUR")]),
                entities("prices", &[1], vec![price("b.best", "USD")]),
            ],
        ),
        [
            r#"{"data":{"a":{"id":1},"b":{"id":1}}}"#,
            r#"{"data":{"_entities":[{"best":{"upc":"x"}}]}}"#,
            r#"{"data":{"_entities":[{"price":1.5}]}}"#,
            r#"{"data":{"_entities":[{"price":2.5}]}}"#,
        ],
    );
    assert_eq!(
        outcome.sent[1].representations(),
        r#"[{"__typename":"Shop","id":1}]"#
    );
    assert_eq!(
        outcome.data(),
        r#"{"a":{"best":{"price":1.5}},"b":{"best":{"price":2.5}}}"#
    );
}

/// Two objects get one result, into which another fetch then writes what differs between the two.
#[test]
fn a_result_that_is_merged_into_later_is_not_shared() {
    let outcome = run(
        plan(
            "items: [Item] { size: Size { width: Int label: String } }",
            vec![
                root("a", "{ items { sku variant } }"),
                entities(
                    "b",
                    &[0],
                    vec![group(
                        &["items"],
                        "Item",
                        "sku!",
                        "{ ... on Item { size { width } } }",
                    )],
                ),
                entities(
                    "c",
                    &[1],
                    vec![group(
                        &["items"],
                        "Item",
                        "sku! variant!",
                        "{ ... on Item { size { label } } }",
                    )],
                ),
            ],
        ),
        [
            r#"{"data":{"items":[{"sku":"s","variant":1},{"sku":"s","variant":2}]}}"#,
            r#"{"data":{"_entities":[{"size":{"width":5}}]}}"#,
            r#"{"data":{"_entities":[{"size":{"label":"one"}},{"size":{"label":"two"}}]}}"#,
        ],
    );
    assert_eq!(
        outcome.data(),
        r#"{"items":[{"size":{"width":5,"label":"one"}},{"size":{"width":5,"label":"two"}}]}"#
    );
}

#[test]
fn the_client_s_aliases_of_one_fetched_field_are_all_written() {
    let outcome = run(
        plan(
            "me: User { first=name: String second=name: String }",
            vec![root("a", "{ me { name } }")],
        ),
        [r#"{"data":{"me":{"name":"Ada"}}}"#],
    );
    assert_eq!(outcome.data(), r#"{"me":{"first":"Ada","second":"Ada"}}"#);
}

#[test]
fn keys_in_any_order_twice_unknown_or_escaped_are_read_right() {
    let outcome = run(
        plan(
            "me: User { a: Int b: Int c: Int }",
            vec![root("s", "{ me { a b c } }")],
        ),
        [
            r#" { "extensions" : {"x":[1]} , "data" : { "x" : 1, "me" : { "c" : 3 , "zz" : {"a":9} , "\u0062" : 2 , "a" : 0, "a" : 1 , "" : 0 } } } "#,
        ],
    );
    assert_eq!(outcome.text(), r#"{"data":{"me":{"a":1,"b":2,"c":3}}}"#);
}

#[test]
fn wide_objects_in_reverse_order_are_read_right() {
    let names: Vec<String> = (0..40).map(|index| format!("f{index}")).collect();
    let shape: Vec<String> = names.iter().map(|name| format!("{name}: Int")).collect();
    let answer: Vec<String> = names
        .iter()
        .enumerate()
        .rev()
        .map(|(index, name)| format!(r#""{name}":{index}"#))
        .collect();
    let expected: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(index, name)| format!(r#""{name}":{index}"#))
        .collect();
    let outcome = run(
        plan(
            &shape.join(" "),
            vec![root("s", &format!("{{ {} }}", names.join(" ")))],
        ),
        [format!(r#"{{"data":{{{}}}}}"#, answer.join(","))],
    );
    assert_eq!(outcome.data(), format!("{{{}}}", expected.join(",")));
}
