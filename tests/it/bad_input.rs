//! Bad input gets a clear error with a stable code, and the next good request succeeds.

use reqwest::StatusCode;
use serde_json::{Value, json};
use system_tests::buyer::{SUBMIT, fill_cart, submit_attempt, submit_input, variants_in_stock};
use system_tests::client::{Answer, Client};
use system_tests::shop::Shop;

/// Code in the payload's `userErrors`, as business rules answer.
fn user_error(answer: &Answer, field: &str) -> String {
    let code = &answer.body["data"][field]["userErrors"][0]["code"];
    code.as_str()
        .unwrap_or_else(|| panic!("no user error in {}", answer.body))
        .to_owned()
}

async fn still_answers(client: &Client) {
    assert_eq!(
        client.data("{ categories { handle } }", json!({})).await["categories"]
            .as_array()
            .unwrap()
            .len(),
        8
    );
}

#[tokio::test]
async fn of_the_protocol() {
    let shop = Shop::start(&[]).await;
    let client = shop.client();
    let nested = format!(
        "{{ categories {{ products {{ nodes {{ {} id {} }} }} }} }}",
        "category { products { nodes { ".repeat(6),
        "} } } ".repeat(6)
    );
    let large = format!("{{\"query\": \"{}\"}}", " ".repeat(2 << 20));
    let wide = (0..200)
        .map(|index| format!("a{index}: categories {{ id }}"))
        .collect::<Vec<_>>()
        .join(" ");
    let cases = [
        (
            "malformed JSON",
            "{".to_owned(),
            StatusCode::BAD_REQUEST,
            "BAD_REQUEST",
        ),
        (
            "no query",
            "{}".to_owned(),
            StatusCode::BAD_REQUEST,
            "BAD_REQUEST",
        ),
        (
            "not GraphQL",
            json!({ "query": "{" }).to_string(),
            StatusCode::BAD_REQUEST,
            "GRAPHQL_PARSE_FAILED",
        ),
        (
            "unknown field",
            json!({ "query": "{ nothing }" }).to_string(),
            StatusCode::BAD_REQUEST,
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "too deep",
            json!({ "query": nested }).to_string(),
            StatusCode::BAD_REQUEST,
            "DEPTH_LIMIT_EXCEEDED",
        ),
        (
            "too many aliases",
            json!({ "query": format!("{{ {wide} }}") }).to_string(),
            StatusCode::BAD_REQUEST,
            "ALIAS_LIMIT_EXCEEDED",
        ),
        (
            "too large",
            large,
            StatusCode::PAYLOAD_TOO_LARGE,
            "PAYLOAD_TOO_LARGE",
        ),
    ];
    for (name, body, status, code) in cases {
        let answer = client.try_post(body).await.unwrap();
        assert_eq!(
            (answer.status, answer.code()),
            (status, code),
            "{name}: {}",
            answer.body
        );
        still_answers(&client).await;
    }
    let forged = client.with_token("eyJhbGciOiJub25lIn0.e30.");
    let answer = forged
        .try_send("{ viewer { id } }", json!({}))
        .await
        .unwrap();
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED")
    );
    let answer = client
        .try_send("mutation { sessionRevokeAll { revoked } }", json!({}))
        .await
        .unwrap();
    assert_eq!(answer.code(), "UNAUTHENTICATED");
}

#[tokio::test]
async fn of_quantities() {
    let shop = Shop::start(&[]).await;
    let client = shop.client();
    // The scarcest comes last.
    let variant = variants_in_stock(&client).await.pop().unwrap();
    let create = "mutation ($input: CartCreateInput!) {
        cartCreate(input: $input) { cart { id } userErrors { code field message } }
    }";
    for (quantity, code) in [
        (0, "INVALID_QUANTITY"),
        (-1, "INVALID_QUANTITY"),
        (1_000_000_000, "INVALID_QUANTITY"),
        (100, "INSUFFICIENT_STOCK"),
    ] {
        let input =
            json!({ "input": { "lines": [{ "variantId": variant, "quantity": quantity }] } });
        let answer = client.try_send(create, input).await.unwrap();
        assert_eq!(
            user_error(&answer, "cartCreate"),
            code,
            "quantity {quantity}: {}",
            answer.body
        );
    }
    still_answers(&client).await;
}

#[tokio::test]
async fn twice_the_same_submit_is_one_order() {
    let shop = Shop::start(&[]).await;
    let client = shop.client();
    let variant = variants_in_stock(&client).await.remove(0);
    let cart = fill_cart(&client, &variant, 1).await.unwrap();
    let first = submit_attempt(&client, &cart, "attempt-1", "tok_approved")
        .await
        .unwrap();
    let again = submit_attempt(&client, &cart, "attempt-1", "tok_approved")
        .await
        .unwrap();
    assert_eq!(first, again);

    let reused = client
        .try_send(SUBMIT, submit_input(&cart, "attempt-1", "tok_slow"))
        .await
        .unwrap();
    assert_eq!(
        user_error(&reused, "checkoutSubmit"),
        "IDEMPOTENCY_KEY_REUSED"
    );
}

#[tokio::test]
async fn too_fast() {
    let shop = Shop::start(&["--rate-limit", "5/s"]).await;
    let client = shop.client();
    let mut refused: Option<Answer> = None;
    for _ in 0..200 {
        let answer = client.try_send("{ __typename }", json!({})).await.unwrap();
        if answer.status != StatusCode::OK {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("200 requests at once pass a limit of 5 a second");
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED")
    );
    let seconds: u64 = refused
        .retry_after
        .expect("says when to come again")
        .parse()
        .unwrap();
    assert!((1..=60).contains(&seconds));
    assert_ne!(refused.body, Value::Null);
}
