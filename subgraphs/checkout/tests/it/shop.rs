//! A checkout service with two products on offer, and what tests do with it.

use checkout::Checkout;
use serde_json::{Value, json};
use subgraph_kit::id::{CustomerId, ProductId, VariantId};
use subgraph_kit::identity::{Caller, Scopes};
use subgraph_testing::TestService;

pub(crate) struct Shop {
    pub(crate) service: TestService<Checkout>,
    /// 12.00 EUR, 5 in stock.
    pub(crate) mug: VariantId,
    /// 80.00 EUR, 3 in stock.
    pub(crate) tent: VariantId,
    pub(crate) product: ProductId,
}

/// A customer who is logged in.
pub(crate) fn customer() -> Caller {
    Caller::Customer {
        id: CustomerId::new(),
        scopes: Scopes::default(),
    }
}

const CART: &str = "id version itemCount lines { id quantity unitPrice { amount } variant { id } subtotal { amount } } \
    cost { subtotal { amount } shipping { amount } tax { amount } total { amount } } problems { code message line { id } }";

pub(crate) const ERRORS: &str = "userErrors { __typename code field message ... on InsufficientStockError { quantityAvailable variant { id } } }";

impl Shop {
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        let service = TestService::start_with(settings).await;
        let shop = Self {
            service,
            mug: VariantId::new(),
            tent: VariantId::new(),
            product: ProductId::new(),
        };
        shop.publish("12.00").await;
        shop.stock(shop.mug, 5).await;
        shop.stock(shop.tent, 3).await;
        shop.service.settle().await;
        shop
    }

    pub(crate) async fn publish(&self, mug_price: &str) {
        let price = |amount: &str| json!({ "amount": amount, "currencyCode": "EUR" });
        let variant = |id: VariantId, title: &str, amount: &str, grams: i32| {
            json!({ "variantId": id, "sku": title.to_uppercase(), "title": title, "price": price(amount),
                "weightGrams": grams, "imageUrl": "/media/x.svg" })
        };
        let data = json!({ "productId": self.product, "handle": "things", "title": "Things",
            "variants": [variant(self.mug, "Mug", mug_price, 300), variant(self.tent, "Tent", "80.00", 4000)] });
        self.service
            .hear("product.published.v1", &self.product.to_string(), data)
            .await;
    }

    pub(crate) async fn stock(&self, variant: VariantId, available: i32) {
        let data = json!({ "variantId": variant, "quantityAvailable": available });
        self.service
            .hear("stock.level.changed.v1", &variant.to_string(), data)
            .await;
    }

    /// A mutation of a cart; its whole payload.
    pub(crate) async fn cart_mutation(
        &self,
        caller: &Caller,
        field: &str,
        id: Option<&str>,
        input: Value,
    ) -> Value {
        let kind = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
        let (declared, given) = match id {
            Some(_) => ("$id: ID!, ", "id: $id, "),
            None => ("", ""),
        };
        let query = format!(
            "mutation({declared}$input: {kind}!) {{ {field}({given}input: $input) {{ cart {{ {CART} }} {ERRORS} warnings {{ code }} }} }}"
        );
        let mut data = self
            .service
            .data(caller, &query, json!({ "id": id, "input": input }))
            .await;
        data[field].take()
    }

    pub(crate) async fn claim(&self, caller: &Caller, id: &str) -> Value {
        let query = format!(
            "mutation($id: ID!) {{ cartClaim(id: $id) {{ cart {{ {CART} }} {ERRORS} warnings {{ code }} }} }}"
        );
        let mut data = self.service.data(caller, &query, json!({ "id": id })).await;
        data["cartClaim"].take()
    }

    pub(crate) async fn cart(&self, caller: &Caller, id: &str) -> Value {
        let query = format!("query($id: ID!) {{ cart(id: $id) {{ {CART} }} }}");
        let mut data = self.service.data(caller, &query, json!({ "id": id })).await;
        data["cart"].take()
    }

    /// A new cart with these pieces in it; its id.
    pub(crate) async fn cart_of(&self, caller: &Caller, lines: &[(VariantId, i32)]) -> String {
        let lines: Vec<Value> = lines
            .iter()
            .map(|(id, quantity)| json!({ "variantId": id, "quantity": quantity }))
            .collect();
        let made = self
            .cart_mutation(caller, "cartCreate", None, json!({ "lines": lines }))
            .await;
        assert_eq!(made["userErrors"], json!([]), "{made}");
        made["cart"]["id"].as_str().unwrap().to_owned()
    }

    /// What is submitted for a cart with this total.
    pub(crate) fn submission(&self, attempt: &str, total: &str) -> Value {
        json!({
            "attemptToken": attempt, "email": "ada@example.com", "paymentToken": "tok_approved",
            "expectedTotal": { "amount": total, "currencyCode": "EUR" },
            "shippingAddress": { "name": "Ada", "line1": "Street 1", "city": "Bonn", "postalCode": "53111", "countryCode": "DE" },
        })
    }

    pub(crate) async fn submit(&self, caller: &Caller, cart: &str, input: &Value) -> Value {
        let checkout = "checkout { id status step } orderId";
        let query = format!(
            "mutation($id: ID!, $input: CheckoutSubmitInput!) {{ checkoutSubmit(cartId: $id, input: $input) {{ __typename
                ... on CheckoutAccepted {{ {checkout} }} ... on CheckoutAlreadyAccepted {{ {checkout} }}
                ... on CheckoutFailed {{ {ERRORS} }} ... on CheckoutThrottled {{ retryAfterSeconds }} }} }}"
        );
        let mut data = self
            .service
            .data(caller, &query, json!({ "id": cart, "input": input }))
            .await;
        data["checkoutSubmit"].take()
    }

    pub(crate) async fn checkout(&self, caller: &Caller, id: &str) -> Value {
        let query = "query($id: ID!) { checkout(id: $id) { id status step failure { code message } order { id } endedAt } }";
        let mut data = self.service.data(caller, query, json!({ "id": id })).await;
        data["checkout"].take()
    }
}
