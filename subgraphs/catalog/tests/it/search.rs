use crate::shop::{Shop, texts};
use serde_json::{Value, json};

const SEARCH: &str = "query ($query: String!, $first: Int, $after: String, $where: ProductWhere) {
    productSearch(query: $query, first: $first, after: $after, where: $where) {
        totalCount
        pageInfo { hasNextPage endCursor }
        edges { cursor }
        nodes { title }
        facets { name label values { label count input } }
    }
}";

async fn search(shop: &Shop, query: &str, filter: Value) -> Value {
    let answer = shop
        .ask(
            SEARCH,
            json!({ "query": query, "first": 100, "where": filter }),
        )
        .await;
    answer["productSearch"].clone()
}

async fn titles(shop: &Shop, query: &str) -> Vec<String> {
    texts(&search(shop, query, json!({})).await["nodes"], "/title")
}

#[tokio::test]
async fn words_in_titles_come_first() {
    let shop = Shop::open().await;
    let mugs = titles(&shop, "mug").await;
    assert!(
        mugs[..2].contains(&"Tideline Stoneware Mug".to_owned()),
        "{mugs:?}"
    );
    assert!(
        mugs[..2].contains(&"Trail Enamel Mug".to_owned()),
        "{mugs:?}"
    );
    // Found by its description alone, hence last.
    assert_eq!(mugs.last().unwrap(), "Quiet Morning Pour-Over");
}

#[tokio::test]
async fn words_are_found_in_any_form_and_while_being_typed() {
    let shop = Shop::open().await;
    for (query, title) in [
        ("kettles", "Ridge Enamel Kettle"),
        ("kettl", "Ridge Enamel Kettle"),
        ("enamel ket", "Ridge Enamel Kettle"),
        ("Wollner quilt", "Patchfield Quilt"),
        ("walnut pen", "Turned Rollerball Pen"),
        ("\"storm lantern\"", "Gale Storm Lantern"),
    ] {
        assert_eq!(
            titles(&shop, query).await.first().map(String::as_str),
            Some(title),
            "{query}"
        );
    }
    let lamps = titles(&shop, "lamp -floor").await;
    assert!(
        lamps.contains(&"Hollow Table Lamp".to_owned())
            && !lamps.contains(&"Crane Floor Lamp".to_owned())
    );
}

#[tokio::test]
async fn nothing_typed_breaks_the_search() {
    let shop = Shop::open().await;
    for query in [
        "",
        " ",
        "the",
        "!!!",
        "a & | ! ( ) : * <-> '",
        "\"",
        "-",
        "or",
        "%_\\",
        "x'; DROP TABLE products; --",
    ] {
        let found = search(&shop, query, json!({})).await;
        assert_eq!(
            found["nodes"].as_array().unwrap().len(),
            found["totalCount"],
            "{query}"
        );
    }
    for (query, count) in [("", 64), ("  ", 64), ("the", 0)] {
        assert_eq!(
            search(&shop, query, json!({})).await["totalCount"],
            count,
            "{query}"
        );
    }
    assert_eq!(titles(&shop, "zeppelin").await, Vec::<String>::new());
}

#[tokio::test]
async fn pages_join_to_the_whole() {
    let shop = Shop::open().await;
    let whole = titles(&shop, "wool or oak or steel").await;
    assert!(whole.len() > 9, "{whole:?}");
    let mut joined = Vec::new();
    let mut after = Value::Null;
    for _ in 0..30 {
        let variables = json!({ "query": "wool or oak or steel", "first": 3, "after": after });
        let page = &shop.ask(SEARCH, variables).await["productSearch"];
        joined.extend(texts(&page["nodes"], "/title"));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
    }
    assert_eq!(joined, whole);
    assert_eq!(
        shop.refusal(SEARCH, json!({ "query": "oak", "after": "bm9wZQ" }))
            .await,
        "PAGE_INVALID"
    );
}

fn facet_values(found: &Value) -> Vec<(String, Value)> {
    let facets = found["facets"].as_array().unwrap();
    let values = |facet: &Value| -> Vec<(String, Value)> {
        let name = facet["name"].as_str().unwrap().to_owned();
        facet["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|value| (name.clone(), value.clone()))
            .collect()
    };
    facets.iter().flat_map(values).collect()
}

/// The rule that holds for every facet, with whatever is chosen already: its input, fed back, gives as many hits as it says.
#[tokio::test]
async fn a_facets_input_gives_as_many_hits_as_it_says() {
    let shop = Shop::open().await;
    let chosen = [
        json!({}),
        json!({ "category": { "eq": "kitchen" } }),
        json!({ "price": { "gte": "20.00", "lte": "120.00" } }),
        json!({ "option": [{ "name": "Colour", "value": "Ink" }, { "name": "Colour", "value": "Clay" }] }),
        json!({ "category": { "in": ["kitchen", "camp"] }, "price": { "lte": "45" },
                "option": [{ "name": "Colour", "value": "Ink" }, { "name": "Size", "value": "350 ml" }] }),
    ];
    let mut checked = 0;
    for filter in chosen {
        let found = search(
            &shop,
            "stoneware or wool or steel or canvas",
            filter.clone(),
        )
        .await;
        for (name, value) in facet_values(&found) {
            let narrowed = search(
                &shop,
                "stoneware or wool or steel or canvas",
                value["input"].clone(),
            )
            .await;
            assert_eq!(
                narrowed["totalCount"], value["count"],
                "{filter} {name} {value}"
            );
            assert_ne!(value["count"], 0);
            checked += 1;
        }
    }
    assert!(checked > 60, "{checked}");
}

#[tokio::test]
async fn facets_tell_categories_prices_and_options() {
    let shop = Shop::open().await;
    let found = search(&shop, "mug", json!({})).await;
    insta::assert_json_snapshot!(found["facets"]);
}
