//! A buyer: fills a cart and submits it, as the storefront does.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::client::Client;

/// A submitted checkout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    pub checkout: String,
    pub order: String,
}

/// A cart that can be submitted.
#[derive(Debug, Clone)]
pub struct Cart {
    pub id: String,
    pub total: Value,
}

pub const SUBMIT: &str = "mutation ($cart: ID!, $input: CheckoutSubmitInput!) {
    checkoutSubmit(cartId: $cart, input: $input) {
        __typename
        ... on CheckoutAccepted { orderId checkout { id } }
        ... on CheckoutAlreadyAccepted { orderId checkout { id } }
        ... on CheckoutFailed { userErrors { code field message } }
    }
}";

/// Variants that can be bought, dearest stock first.
pub async fn variants_in_stock(client: &Client) -> Vec<String> {
    let query = "{ products(first: 50) { nodes { variants { id quantityAvailable } } } }";
    let data = client.data(query, json!({})).await;
    let products = data["products"]["nodes"].as_array().unwrap();
    let variants = products
        .iter()
        .flat_map(|product| product["variants"].as_array().unwrap());
    let mut stocked: Vec<(i64, String)> = variants
        .map(|variant| {
            (
                variant["quantityAvailable"].as_i64().unwrap(),
                variant["id"].as_str().unwrap().to_owned(),
            )
        })
        .filter(|(quantity, _)| *quantity > 0)
        .collect();
    stocked.sort();
    stocked.into_iter().rev().map(|(_, id)| id).collect()
}

/// Makes a cart with one line.
///
/// # Errors
/// The transport's, or the answer in words when the shop refuses.
pub async fn fill_cart(client: &Client, variant: &str, quantity: i64) -> Result<Cart, String> {
    let query = "mutation ($input: CartCreateInput!) {
        cartCreate(input: $input) {
            cart { id cost { total { amount currencyCode } } }
            userErrors { code message }
        }
    }";
    let input = json!({ "input": { "lines": [{ "variantId": variant, "quantity": quantity }] } });
    let answer = client
        .try_send(query, input)
        .await
        .map_err(|error| error.to_string())?;
    let cart = &answer.body["data"]["cartCreate"]["cart"];
    let id = cart["id"].as_str().ok_or_else(|| answer.body.to_string())?;
    Ok(Cart {
        id: id.to_owned(),
        total: cart["cost"]["total"].clone(),
    })
}

/// The payload of a submit.
pub fn submit_input(cart: &Cart, attempt_token: &str, payment_token: &str) -> Value {
    json!({
        "cart": cart.id,
        "input": {
            "attemptToken": attempt_token,
            "email": "buyer@example.com",
            "paymentToken": payment_token,
            "expectedTotal": cart.total,
            "shippingAddress": {
                "name": "B. Uyer", "line1": "1 Test Street", "city": "Berlin",
                "postalCode": "10115", "countryCode": "DE"
            }
        }
    })
}

/// Submits the cart; sends the same attempt again would be harmless.
///
/// # Errors
/// The transport's, or the answer in words when the shop refuses.
pub async fn submit(
    client: &Client,
    cart: &Cart,
    payment_token: &str,
) -> Result<Submitted, String> {
    let attempt = Uuid::new_v4().to_string();
    submit_attempt(client, cart, &attempt, payment_token).await
}

/// Submits the cart under a given attempt token.
///
/// # Errors
/// As [`submit`].
pub async fn submit_attempt(
    client: &Client,
    cart: &Cart,
    attempt: &str,
    payment_token: &str,
) -> Result<Submitted, String> {
    let variables = submit_input(cart, attempt, payment_token);
    let answer = client
        .try_send(SUBMIT, variables)
        .await
        .map_err(|error| error.to_string())?;
    let result = &answer.body["data"]["checkoutSubmit"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match (text(&result["checkout"]["id"]), text(&result["orderId"])) {
        (Some(checkout), Some(order)) => Ok(Submitted { checkout, order }),
        _ => Err(answer.body.to_string()),
    }
}

/// Fills a cart with one piece and submits it.
///
/// # Errors
/// As [`submit`].
pub async fn buy(client: &Client, variant: &str, payment_token: &str) -> Result<Submitted, String> {
    let cart = fill_cart(client, variant, 1).await?;
    submit(client, &cart, payment_token).await
}

/// Status and failure code of a checkout.
pub async fn outcome(client: &Client, checkout: &str) -> Option<(String, Option<String>)> {
    let query = "query ($id: ID!) { checkout(id: $id) { status failure { code } } }";
    let answer = client
        .try_send(query, json!({ "id": checkout }))
        .await
        .ok()?;
    let checkout = &answer.body["data"]["checkout"];
    let status = checkout["status"].as_str()?.to_owned();
    let code = checkout["failure"]["code"].as_str().map(str::to_owned);
    (status != "PENDING").then_some((status, code))
}
