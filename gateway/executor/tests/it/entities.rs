//! Entity hops: representations, batching, results by position.

use gateway_plan::{EntityGroup, Guard};

use crate::scripted::run;
use crate::text::{entities, group, plan, representation, root};

const PRODUCTS: &str = "products: [Product] { upc: String stock: Int }";

fn stock_plan() -> gateway_plan::Plan {
    plan(
        PRODUCTS,
        vec![
            root("catalog", "{ products { upc } }"),
            entities(
                "inventory",
                &[0],
                vec![group(
                    &["products"],
                    "Product",
                    "upc!",
                    "{ ... on Product { stock } }",
                )],
            ),
        ],
    )
}

#[test]
fn rule_5_results_go_back_by_position() {
    let outcome = run(
        stock_plan(),
        [
            r#"{"data":{"products":[{"upc":"a"},{"upc":"b"}]}}"#,
            r#"{"data":{"_entities":[{"stock":1},{"stock":2}]}}"#,
        ],
    );
    assert_eq!(
        outcome.text(),
        r#"{"data":{"products":[{"upc":"a","stock":1},{"upc":"b","stock":2}]}}"#
    );
    assert_eq!(
        outcome.sent[1].representations(),
        r#"[{"__typename":"Product","upc":"a"},{"__typename":"Product","upc":"b"}]"#
    );
    assert_eq!(
        outcome.sent[1].body["query"],
        "query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { stock } } }"
    );
}

#[test]
fn rule_6_an_entity_without_its_key_is_not_sent_and_others_keep_their_places() {
    let outcome = run(
        stock_plan(),
        [
            r#"{"data":{"products":[{"upc":null},{"upc":"b"},null,{},{"upc":"e"}]}}"#,
            r#"{"data":{"_entities":[{"stock":2},{"stock":5}]}}"#,
        ],
    );
    assert_eq!(
        outcome.data(),
        r#"[{"upc":null,"stock":null},{"upc":"b","stock":2},null,{"upc":null,"stock":null},{"upc":"e","stock":5}]"#
            .replace('[', r#"{"products":["#)
            + "}"
    );
    assert_eq!(
        outcome.sent[1].representations(),
        r#"[{"__typename":"Product","upc":"b"},{"__typename":"Product","upc":"e"}]"#
    );
    assert_eq!(outcome.output.errors, 0);
}

#[test]
fn rule_6_a_null_result_makes_only_its_own_fields_null() {
    let outcome = run(
        stock_plan(),
        [
            r#"{"data":{"products":[{"upc":"a"},{"upc":"b"}]}}"#,
            r#"{"data":{"_entities":[null,{"stock":2}]}}"#,
        ],
    );
    assert_eq!(
        outcome.data(),
        r#"{"products":[{"upc":"a","stock":null},{"upc":"b","stock":2}]}"#
    );
}

#[test]
fn rule_7_equal_representations_are_sent_once_over_nested_lists() {
    let plan = plan(
        "shelves: [[Product]] { upc: String stock: Int }",
        vec![
            root("catalog", "{ shelves { upc } }"),
            entities(
                "inventory",
                &[0],
                vec![group(
                    &["shelves"],
                    "Product",
                    "upc!",
                    "{ ... on Product { stock } }",
                )],
            ),
        ],
    );
    let outcome = run(
        plan,
        [
            r#"{"data":{"shelves":[[{"upc":"a"},{"upc":"b"}],[],[{"upc":"a"},null]]}}"#,
            r#"{"data":{"_entities":[{"stock":1},{"stock":2}]}}"#,
        ],
    );
    assert_eq!(
        outcome.data(),
        r#"{"shelves":[[{"upc":"a","stock":1},{"upc":"b","stock":2}],[],[{"upc":"a","stock":1},null]]}"#
    );
    assert_eq!(outcome.output.fetches[1].entities, 2);
}

#[test]
fn nothing_to_look_up_sends_nothing() {
    let outcome = run(stock_plan(), [r#"{"data":{"products":[]}}"#, "never asked"]);
    assert_eq!(outcome.data(), r#"{"products":[]}"#);
    assert_eq!(outcome.sent.len(), 1);
}

#[test]
fn rule_2_keys_are_nested_objects_and_lists() {
    let plan = plan(
        "users: [User] { name: String }",
        vec![
            root(
                "a",
                "{ users { id organization { id __typename } tags { name } } }",
            ),
            entities(
                "b",
                &[0],
                vec![group(
                    &["users"],
                    "User",
                    "id! organization! { id! } tags! { name! }",
                    "{ ... on User { name } }",
                )],
            ),
        ],
    );
    let outcome = run(
        plan,
        [
            r#"{"data":{"users":[
                {"id":1,"organization":{"id":"o"},"tags":[{"name":"x"},{"name":"y"}]},
                {"id":2,"organization":{"id":null},"tags":[]},
                {"id":3,"organization":null,"tags":[]},
                {"id":4,"organization":{"id":"p"},"tags":[]}]}}"#,
            r#"{"data":{"_entities":[{"name":"one"},{"name":"four"}]}}"#,
        ],
    );
    assert_eq!(
        outcome.sent[1].representations(),
        r#"[{"__typename":"User","id":1,"organization":{"id":"o"},"tags":[{"name":"x"},{"name":"y"}]},{"__typename":"User","id":4,"organization":{"id":"p"},"tags":[]}]"#
    );
    assert_eq!(
        outcome.data(),
        r#"{"users":[{"name":"one"},{"name":null},{"name":null},{"name":"four"}]}"#
    );
}

#[test]
fn rules_18_and_21_requirements_keep_null_drop_absent_and_lose_their_alias() {
    let plan = plan(
        "products: [Product] { price: Float shipping: Int }",
        vec![
            root(
                "catalog",
                "{ products { upc price(currency: USD) __portico_1: price(currency: EUR) weight } }",
            ),
            entities(
                "shipping",
                &[0],
                vec![group(
                    &["products"],
                    "Product",
                    "upc! price=__portico_1 weight",
                    "{ ... on Product { shipping } }",
                )],
            ),
        ],
    );
    let outcome = run(
        plan,
        [
            r#"{"data":{"products":[{"upc":"a","price":1.5,"__portico_1":1.25,"weight":null},{"upc":"b","price":2.5,"__portico_1":2}]}}"#,
            r#"{"data":{"_entities":[{"shipping":1},{"shipping":2}]}}"#,
        ],
    );
    assert_eq!(
        outcome.sent[1].representations(),
        r#"[{"__typename":"Product","upc":"a","price":1.25,"weight":null},{"__typename":"Product","upc":"b","price":2}]"#
    );
    assert_eq!(
        outcome.data(),
        r#"{"products":[{"price":1.5,"shipping":1},{"price":2.5,"shipping":2}]}"#
    );
}

#[test]
fn rule_17_a_part_for_another_type_is_left_out_and_the_entity_still_sent() {
    let plan = plan(
        "users: [User] { score: Int }",
        vec![
            root(
                "a",
                "{ users { id media { __typename ... on Book { pages } ... on Movie { length } } } }",
            ),
            entities(
                "b",
                &[0],
                vec![group(
                    &["users"],
                    "User",
                    "id! media { __typename pages @on(Book) length @on(Movie) }",
                    "{ ... on User { score } }",
                )],
            ),
        ],
    );
    let outcome = run(
        plan,
        [
            r#"{"data":{"users":[
                {"id":1,"media":{"__typename":"Book","pages":9}},
                {"id":2,"media":{"__typename":"Movie","length":7}},
                {"id":3,"media":{"__typename":"Song"}}]}}"#,
            r#"{"data":{"_entities":[{"score":1},{"score":2},{"score":3}]}}"#,
        ],
    );
    assert_eq!(
        outcome.sent[1].representations(),
        r#"[{"__typename":"User","id":1,"media":{"__typename":"Book","pages":9}},{"__typename":"User","id":2,"media":{"__typename":"Movie","length":7}},{"__typename":"User","id":3,"media":{"__typename":"Song"}}]"#
    );
}

#[test]
fn rule_19_and_52_groups_of_one_request_are_aliased_and_scattered_apart() {
    let plan = plan(
        "products: [Product] { stock: Int } reviews: [Review] { text: String }",
        vec![
            root("catalog", "{ products { upc } reviews { id } }"),
            entities(
                "other",
                &[0],
                vec![
                    group(
                        &["products"],
                        "Product",
                        "upc!",
                        "{ ... on Product { stock } }",
                    ),
                    group(&["reviews"], "Review", "id!", "{ ... on Review { text } }"),
                ],
            ),
        ],
    );
    let outcome = run(
        plan,
        [
            r#"{"data":{"products":[{"upc":"a"}],"reviews":[{"id":1},{"id":2}]}}"#,
            r#"{"data":{"e1":[{"text":"x"},{"text":"y"}],"e0":[{"stock":5}]}}"#,
        ],
    );
    assert_eq!(
        outcome.sent[1].variables().to_string(),
        r#"{"r0":[{"__typename":"Product","upc":"a"}],"r1":[{"__typename":"Review","id":1},{"__typename":"Review","id":2}]}"#
    );
    assert_eq!(
        outcome.data(),
        r#"{"products":[{"stock":5}],"reviews":[{"text":"x"},{"text":"y"}]}"#
    );
}

#[test]
fn a_group_with_nothing_to_look_up_is_sent_empty_beside_one_that_has() {
    let plan = plan(
        "products: [Product] { stock: Int } reviews: [Review] { text: String }",
        vec![
            root("catalog", "{ products { upc } reviews { id } }"),
            entities(
                "other",
                &[0],
                vec![
                    group(
                        &["products"],
                        "Product",
                        "upc!",
                        "{ ... on Product { stock } }",
                    ),
                    group(&["reviews"], "Review", "id!", "{ ... on Review { text } }"),
                ],
            ),
        ],
    );
    let outcome = run(
        plan,
        [
            r#"{"data":{"products":[],"reviews":[{"id":1}]}}"#,
            r#"{"data":{"e0":[],"e1":[{"text":"x"}]}}"#,
        ],
    );
    assert_eq!(
        outcome.data(),
        r#"{"products":[],"reviews":[{"text":"x"}]}"#
    );
    assert_eq!(outcome.output.errors, 0);
}

#[test]
fn one_group_serves_several_places_with_one_list() {
    let plan = plan(
        "best: Product { upc: String price: Money { amount: String } } products: [Product] { price: Money { amount: String } }",
        vec![
            root("catalog", "{ best { upc } products { upc } }"),
            entities(
                "prices",
                &[0],
                vec![group(
                    &["best", "products"],
                    "Product",
                    "upc!",
                    "{ ... on Product { price { amount } } }",
                )],
            ),
        ],
    );
    let outcome = run(
        plan,
        [
            r#"{"data":{"best":{"upc":"b"},"products":[{"upc":"a"},{"upc":"b"}]}}"#,
            r#"{"data":{"_entities":[{"price":{"amount":"2"}},{"price":{"amount":"1"}}]}}"#,
        ],
    );
    assert_eq!(
        outcome.sent[1].representations(),
        r#"[{"__typename":"Product","upc":"b"},{"__typename":"Product","upc":"a"}]"#
    );
    assert_eq!(
        outcome.data(),
        r#"{"best":{"upc":"b","price":{"amount":"2"}},"products":[{"price":{"amount":"1"}},{"price":{"amount":"2"}}]}"#
    );
}

#[test]
fn rule_34_an_interface_object_is_named_by_its_interface_and_does_not_name_the_type() {
    let media = |at: &[&str], fields: &str, text: &str, ty: Option<&str>| EntityGroup {
        contexts: Vec::new(),
        representations: vec![representation(&["Book", "Movie"], ty, fields)],
        guard: Guard::always(),
        ..group(at, "", "", text)
    };
    let plan = plan(
        "media: [Media<Book|Movie>] { __typename: Typename views: Int pages: Int @on(Book) }",
        vec![
            root("a", "{ media { __typename id } }"),
            entities(
                "views",
                &[0],
                vec![media(
                    &["media"],
                    "id!",
                    "{ ... on Media { views } }",
                    Some("Media"),
                )],
            ),
            entities(
                "books",
                &[0],
                vec![media(
                    &["media|Book"],
                    "id!",
                    "{ ... on Book { pages } }",
                    None,
                )],
            ),
        ],
    );
    let outcome = run(
        plan,
        [
            r#"{"data":{"media":[{"__typename":"Book","id":1},{"__typename":"Movie","id":2}]}}"#,
            r#"{"data":{"_entities":[{"views":10},{"views":20}]}}"#,
            r#"{"data":{"_entities":[{"pages":300}]}}"#,
        ],
    );
    assert_eq!(
        outcome.sent[1].representations(),
        r#"[{"__typename":"Media","id":1},{"__typename":"Media","id":2}]"#
    );
    assert_eq!(
        outcome.sent[2].representations(),
        r#"[{"__typename":"Book","id":1}]"#
    );
    assert_eq!(
        outcome.data(),
        r#"{"media":[{"__typename":"Book","views":10,"pages":300},{"__typename":"Movie","views":20}]}"#
    );
}

#[test]
fn rule_34_the_owner_replaces_the_name_of_the_interface_by_the_type() {
    let owner = EntityGroup {
        contexts: Vec::new(),
        representations: vec![representation(&[], Some("Media"), "id!")],
        ..group(&["media"], "", "", "{ ... on Media { __typename } }")
    };
    let plan = plan(
        "media: Media<Book|Movie> { __typename: Typename views: Int }",
        vec![
            root("views", "{ media { __typename id views } }"),
            entities("owner", &[0], vec![owner]),
        ],
    );
    let outcome = run(
        plan,
        [
            r#"{"data":{"media":{"__typename":"Media","id":1,"views":3}}}"#,
            r#"{"data":{"_entities":[{"__typename":"Movie"}]}}"#,
        ],
    );
    assert_eq!(
        outcome.data(),
        r#"{"media":{"__typename":"Movie","views":3}}"#
    );
}
