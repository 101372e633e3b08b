//! Publishing reviews.

use serde_json::{Value, json};
use subgraph_kit::id::{CustomerId, ProductId};

use crate::{
    products::on_sale,
    rig::{Rig, error_code, user_error},
};

const CREATE: &str = "mutation($productId: ID!, $input: ReviewInput!) {
    reviewCreate(productId: $productId, input: $input) {
        review {
            id rating title body createdAt
            author { id }
            product { id rating { average count distribution { stars count } } }
        }
        userErrors { code field message }
        warnings { code }
    }
}";

fn variables(product: ProductId, rating: i32, title: &str, body: &str) -> Value {
    let input = json!({ "rating": rating, "title": title, "body": body });
    json!({ "productId": product.to_string(), "input": input })
}

pub(crate) async fn create(rig: &Rig, by: CustomerId, product: ProductId, rating: i32) -> Value {
    let variables = variables(product, rating, "Pours well", "It has never dripped once.");
    rig.customer(by, CREATE, variables).await
}

#[tokio::test]
async fn a_review_counts_at_once() {
    let rig = Rig::start().await;
    let (product, ada) = (on_sale(&rig).await, CustomerId::new());
    let response = create(&rig, ada, product, 4).await;
    let review = &response["data"]["reviewCreate"]["review"];
    assert_eq!(review["rating"], 4);
    assert_eq!(review["title"], "Pours well");
    assert_eq!(review["author"]["id"], ada.to_string());
    assert_eq!(review["product"]["id"], product.to_string());
    let rating = &review["product"]["rating"];
    assert_eq!(
        (&rating["average"], &rating["count"]),
        (&json!("4.0"), &json!(1))
    );
    let distribution = rating["distribution"].as_array().unwrap();
    let counts: Vec<_> = distribution
        .iter()
        .map(|d| (d["stars"].as_i64(), d["count"].as_i64()))
        .collect();
    let expected = [(5, 0), (4, 1), (3, 0), (2, 0), (1, 0)];
    assert_eq!(
        counts,
        expected.map(|(stars, count)| (Some(stars), Some(count)))
    );

    let query = "query($id: ID!) { review(id: $id) { body } }";
    let read = rig.guest(query, json!({ "id": review["id"] })).await;
    assert_eq!(read["data"]["review"]["body"], "It has never dripped once.");
    rig.stop().await;
}

#[tokio::test]
async fn a_customer_has_one_review_of_a_product() {
    let rig = Rig::start().await;
    let (product, ada) = (on_sale(&rig).await, CustomerId::new());
    let attempts = (1..=5).map(|rating| create(&rig, ada, product, rating));
    let responses = futures::future::join_all(attempts).await;
    let (done, refused): (Vec<_>, Vec<_>) = responses
        .iter()
        .partition(|response| response["data"]["reviewCreate"]["review"].is_object());
    assert_eq!((done.len(), refused.len()), (1, 4));
    for response in refused {
        assert_eq!(user_error(response, "reviewCreate"), "ALREADY_REVIEWED");
    }
    assert_eq!(rig.published("review.published.v1").await.len(), 1);
    let changed = rig.published("review.rating.changed.v1").await;
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].data["count"], 1);
    rig.stop().await;
}

#[tokio::test]
async fn many_at_once_are_all_counted() {
    let rig = Rig::start().await;
    let product = on_sale(&rig).await;
    let ratings: Vec<i32> = (0..40).map(|n| n % 5 + 1).collect();
    let creating = ratings
        .iter()
        .map(|rating| create(&rig, CustomerId::new(), product, *rating));
    futures::future::join_all(creating).await;
    let mut changed = rig.published("review.rating.changed.v1").await;
    changed.sort_by_key(|event| event.data["count"].as_i64());
    let counts: Vec<_> = changed
        .iter()
        .filter_map(|event| event.data["count"].as_i64())
        .collect();
    assert_eq!(
        counts,
        (1..=40).collect::<Vec<_>>(),
        "each change is told, none twice"
    );
    assert_eq!(changed[39].data["average"], "3.0");
    rig.stop().await;
}

#[tokio::test]
async fn refusals_name_their_fields() {
    let rig = Rig::start().await;
    let (product, ada) = (on_sale(&rig).await, CustomerId::new());
    let response = rig
        .customer(ada, CREATE, variables(product, 6, " ", "short"))
        .await;
    let errors = response["data"]["reviewCreate"]["userErrors"]
        .as_array()
        .unwrap();
    let found: Vec<_> = errors
        .iter()
        .map(|error| (&error["code"], &error["field"][1]))
        .collect();
    assert_eq!(
        found,
        [
            (&json!("RATING_OUT_OF_RANGE"), &json!("rating")),
            (&json!("REVIEW_TITLE_INVALID"), &json!("title")),
            (&json!("REVIEW_BODY_INVALID"), &json!("body")),
        ]
    );
    let unknown = create(&rig, ada, ProductId::new(), 5).await;
    assert_eq!(user_error(&unknown, "reviewCreate"), "PRODUCT_NOT_FOUND");
    let guest = rig
        .guest(CREATE, variables(product, 5, "Fine", "Fine, all in all."))
        .await;
    assert_eq!(error_code(&guest), "UNAUTHENTICATED");
    assert!(rig.published("review.published.v1").await.is_empty());
    rig.stop().await;
}

#[tokio::test]
async fn who_is_erased_leaves_reviews_of_nobody() {
    let rig = Rig::start().await;
    let (first, second) = (on_sale(&rig).await, on_sale(&rig).await);
    let (ada, grace) = (CustomerId::new(), CustomerId::new());
    let mut ids = Vec::new();
    for (author, product) in [(ada, first), (ada, second), (grace, first)] {
        let response = create(&rig, author, product, 4).await;
        ids.push(response["data"]["reviewCreate"]["review"]["id"].clone());
    }
    let data = json!({ "customerId": ada, "erasedAt": "2026-11-22T20:00:00Z" });
    rig.hear("account.erased.v1", &ada.to_string(), data).await;
    rig.settle().await;
    let mut authors = Vec::new();
    for id in ids {
        let query = "query($id: ID!) { review(id: $id) { title author { id } product { rating { count } } } }";
        let review = rig.guest(query, json!({ "id": id })).await;
        let review = &review["data"]["review"];
        assert!(review["title"].is_string(), "the review stays: {review}");
        authors.push(review["author"].clone());
    }
    assert_eq!(
        authors,
        [Value::Null, Value::Null, json!({ "id": grace })],
        "an author who is gone is none, and no error"
    );
    let query =
        "query($id: ID!) { _entities(representations: [{ __typename: \"Customer\", id: $id }]) {
        ... on Customer { reviews { totalCount } } } }";
    let hers = rig.guest(query, json!({ "id": ada })).await;
    assert_eq!(
        hers["data"]["_entities"][0]["reviews"]["totalCount"], 0,
        "{hers}"
    );

    // Her access token is good for some minutes yet.
    let third = on_sale(&rig).await;
    let refused = create(&rig, ada, third, 5).await;
    assert_eq!(error_code(&refused), "UNAUTHENTICATED");
    assert_eq!(
        refused["errors"][0]["message"],
        "This account does not exist any more."
    );
    let welcome = create(&rig, grace, third, 5).await;
    assert!(
        welcome["data"]["reviewCreate"]["review"].is_object(),
        "{welcome}"
    );
    let none = rig
        .guest("{ review(id: \"nothing\") { id } }", json!({}))
        .await;
    assert_eq!(none, json!({ "data": { "review": null } }));
    rig.stop().await;
}
