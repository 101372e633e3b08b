//! Lists of reviews, and entities.

use serde_json::{Value, json};
use subgraph_kit::id::{CustomerId, ProductId, ReviewId};

use crate::{
    create::create,
    products::on_sale,
    rig::{Rig, error_code},
};

const REVIEWS: &str =
    "query($of: [_Any!]!, $first: Int, $after: String, $last: Int, $before: String) {
    _entities(representations: $of) {
        ... on Product {
            reviews(first: $first, after: $after, last: $last, before: $before) {
                edges { cursor node { id } } nodes { id } totalCount
                pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
            }
        }
    }
}";

fn product(id: ProductId) -> Value {
    json!({ "__typename": "Product", "id": id.to_string() })
}

async fn reviewed(rig: &Rig, product: ProductId, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for _ in 0..count {
        let response = create(rig, CustomerId::new(), product, 5).await;
        ids.push(
            response["data"]["reviewCreate"]["review"]["id"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    ids.reverse();
    ids
}

fn ids(connection: &Value) -> Vec<String> {
    let nodes = connection["nodes"]
        .as_array()
        .unwrap_or_else(|| panic!("{connection}"));
    nodes
        .iter()
        .map(|node| node["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn pages_run_through_the_list_both_ways() {
    let rig = Rig::start().await;
    let id = on_sale(&rig).await;
    let all = reviewed(&rig, id, 7).await;
    let page = |arguments: Value| {
        let rig = &rig;
        async move {
            let mut variables = json!({ "of": [product(id)] });
            variables
                .as_object_mut()
                .unwrap()
                .extend(arguments.as_object().unwrap().clone());
            let response = rig.guest(REVIEWS, variables).await;
            response["data"]["_entities"][0]["reviews"].clone()
        }
    };
    let mut forward = Vec::new();
    let mut after = Value::Null;
    loop {
        let page = page(json!({ "first": 3, "after": after })).await;
        assert_eq!(page["totalCount"], 7);
        assert_eq!(page["pageInfo"]["hasPreviousPage"], !after.is_null());
        forward.extend(ids(&page));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(forward, all);

    let last = page(json!({ "last": 3 })).await;
    assert_eq!(ids(&last), all[4..]);
    let before = page(json!({ "last": 3, "before": last["pageInfo"]["startCursor"] })).await;
    assert_eq!(ids(&before), all[1..4]);
    assert_eq!(before["edges"][0]["node"]["id"], all[1]);
    assert_eq!(
        before["edges"][0]["cursor"],
        before["pageInfo"]["startCursor"]
    );
    rig.stop().await;
}

#[tokio::test]
async fn first_pages_of_many_products_come_together() {
    let rig = Rig::start().await;
    let (one, two, none) = (on_sale(&rig).await, on_sale(&rig).await, ProductId::new());
    let (of_one, of_two) = (reviewed(&rig, one, 3).await, reviewed(&rig, two, 1).await);
    let of = json!([product(two), product(none), product(one), product(two)]);
    let response = rig.guest(REVIEWS, json!({ "of": of, "first": 2 })).await;
    let entities = response["data"]["_entities"].as_array().unwrap();
    let lists: Vec<_> = entities
        .iter()
        .map(|entity| ids(&entity["reviews"]))
        .collect();
    assert_eq!(
        lists,
        [of_two.clone(), vec![], of_one[..2].to_vec(), of_two]
    );
    assert_eq!(entities[2]["reviews"]["pageInfo"]["hasNextPage"], true);
    assert_eq!(entities[0]["reviews"]["pageInfo"]["hasNextPage"], false);
    rig.stop().await;
}

#[tokio::test]
async fn a_customer_shows_what_they_wrote() {
    let rig = Rig::start().await;
    let (one, two, ada) = (on_sale(&rig).await, on_sale(&rig).await, CustomerId::new());
    create(&rig, ada, one, 5).await;
    create(&rig, CustomerId::new(), one, 1).await;
    create(&rig, ada, two, 3).await;
    let query = "query($of: [_Any!]!) { _entities(representations: $of) {
        ... on Customer { reviews { nodes { rating product { id rating { count } } author { id } } } }
    } }";
    let of = json!([{ "__typename": "Customer", "id": ada.to_string() }]);
    let response = rig.guest(query, json!({ "of": of })).await;
    let nodes = response["data"]["_entities"][0]["reviews"]["nodes"]
        .as_array()
        .unwrap();
    let seen: Vec<_> = nodes
        .iter()
        .map(|node| {
            (
                node["rating"].as_i64(),
                node["product"]["rating"]["count"].as_i64(),
            )
        })
        .collect();
    assert_eq!(seen, [(Some(3), Some(1)), (Some(5), Some(2))]);
    assert!(
        nodes
            .iter()
            .all(|node| node["author"]["id"] == ada.to_string())
    );
    rig.stop().await;
}

#[tokio::test]
async fn references_keep_their_places() {
    let rig = Rig::start().await;
    let id = on_sale(&rig).await;
    let review = reviewed(&rig, id, 1).await.remove(0);
    let of = json!([
        { "__typename": "Review", "id": "nonsense" },
        { "__typename": "Review", "id": review },
        { "__typename": "Product", "id": id.to_string() },
        { "__typename": "Review", "id": ReviewId::new().to_string() },
        { "__typename": "Product", "id": ReviewId::new().to_string() },
        { "__typename": "Customer", "id": CustomerId::new().to_string() },
    ]);
    let query = "query($of: [_Any!]!) { _entities(representations: $of) {
        __typename
        ... on Review { id } ... on Product { rating { average count } } ... on Customer { id }
    } }";
    let response = rig.guest(query, json!({ "of": of })).await;
    assert!(response.get("errors").is_none(), "{response}");
    let entities = response["data"]["_entities"].as_array().unwrap();
    let kinds: Vec<_> = entities
        .iter()
        .map(|entity| entity["__typename"].as_str())
        .collect();
    assert_eq!(
        kinds,
        [
            None,
            Some("Review"),
            Some("Product"),
            None,
            None,
            Some("Customer")
        ]
    );
    rig.stop().await;
}

#[tokio::test]
async fn bad_pages_are_refused() {
    let rig = Rig::start().await;
    let of = json!([product(ProductId::new())]);
    for arguments in [
        json!({ "first": 0 }),
        json!({ "first": -1 }),
        json!({ "first": 101 }),
        json!({ "first": 1, "last": 1 }),
        json!({ "after": "nonsense" }),
    ] {
        let mut variables = json!({ "of": of });
        variables
            .as_object_mut()
            .unwrap()
            .extend(arguments.as_object().unwrap().clone());
        let response = rig.guest(REVIEWS, variables).await;
        assert_eq!(error_code(&response), "PAGE_INVALID", "{arguments}");
    }
    rig.stop().await;
}
