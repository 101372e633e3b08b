//! The rest of the shop, as far as notifications hears of it.

use diesel::{QueryableByName, sql_types::Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use subgraph_kit::{
    db::{Db, DbError},
    events::{Event, Message, outbox},
    id::{CartId, CheckoutId, CustomerId, OrderId, VariantId},
};

/// `account.registered.v1`, as accounts says it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Registered(pub(crate) Value);

/// `order.confirmed.v1`, as orders says it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Confirmed(pub(crate) Value);

/// `checkout.submitted.v1`, as checkout says it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Submitted(pub(crate) Value);

/// `checkout.failed.v1`, as checkout says it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Failed(pub(crate) Value);

impl Message for Registered {
    const TYPE: &'static str = "account.registered.v1";
}

impl Message for Confirmed {
    const TYPE: &'static str = "order.confirmed.v1";
}

impl Message for Submitted {
    const TYPE: &'static str = "checkout.submitted.v1";
}

impl Message for Failed {
    const TYPE: &'static str = "checkout.failed.v1";
}

impl Event for Registered {
    const SOURCE: &'static str = "accounts";

    fn subject(&self) -> String {
        self.0["customerId"].to_string()
    }
}

impl Event for Confirmed {
    const SOURCE: &'static str = "orders";

    fn subject(&self) -> String {
        self.0["orderId"].to_string()
    }
}

impl Event for Submitted {
    const SOURCE: &'static str = "checkout";

    fn subject(&self) -> String {
        self.0["checkoutId"].to_string()
    }
}

impl Event for Failed {
    const SOURCE: &'static str = "checkout";

    fn subject(&self) -> String {
        self.0["checkoutId"].to_string()
    }
}

pub(crate) fn registered(customer: CustomerId, name: &str) -> Registered {
    let email = format!("{}@example.com", name.to_lowercase());
    Registered(json!({
        "customerId": customer.to_string(), "email": email, "displayName": name
    }))
}

pub(crate) fn confirmed(customer: Option<CustomerId>, email: &str) -> Confirmed {
    let money = |amount: &str| json!({ "amount": amount, "currencyCode": "EUR" });
    let mut data = json!({
        "orderId": OrderId::new().to_string(),
        "checkoutId": CheckoutId::new().to_string(),
        "number": "P-100042",
        "email": email,
        "lines": [{
            "variantId": VariantId::new().to_string(), "sku": "TEA-1", "title": "Tidal Teapot",
            "quantity": 2, "unitPrice": money("39.00"), "total": money("78.00")
        }],
        "cost": {
            "subtotal": money("78.00"), "discount": money("0.00"), "shipping": money("4.90"),
            "tax": money("13.24"), "total": money("82.90")
        },
    });
    if let Some(customer) = customer {
        data["customerId"] = json!(customer.to_string());
    }
    Confirmed(data)
}

pub(crate) fn submitted(checkout: CheckoutId, customer: Option<CustomerId>) -> Submitted {
    let mut data = json!({
        "checkoutId": checkout.to_string(),
        "orderId": OrderId::new().to_string(),
        "cartId": CartId::new().to_string(),
        "total": { "amount": "82.90", "currencyCode": "EUR" },
    });
    if let Some(customer) = customer {
        data["customerId"] = json!(customer.to_string());
    }
    Submitted(data)
}

pub(crate) fn failed(checkout: CheckoutId) -> Failed {
    Failed(json!({
        "checkoutId": checkout.to_string(),
        "orderId": OrderId::new().to_string(),
        "code": "PAYMENT_DECLINED",
        "message": "The card was declined.",
    }))
}

/// Says it through the service's own outbox: the bus brings it to whoever hears it.
pub(crate) async fn say<E: Event>(db: &Db, event: E) {
    db.transaction(async move |conn| {
        outbox::append(conn, &event).await?;
        Ok::<_, DbError>(())
    })
    .await
    .unwrap();
}

/// Lets the relay send every event once more, with the same ids.
pub(crate) async fn say_all_again(db: &Db) {
    db.transaction(async |conn| {
        diesel::sql_query("UPDATE outbox SET sent_at = NULL")
            .execute(conn)
            .await?;
        Ok::<_, DbError>(())
    })
    .await
    .unwrap();
}

/// One row as JSON: `SELECT to_jsonb(...)`.
#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    json: String,
}

/// All notifications, oldest first.
pub(crate) async fn stored(db: &Db) -> Vec<Value> {
    rows(
        db,
        "SELECT to_jsonb(n)::text AS json FROM notifications n ORDER BY created_at, id",
    )
    .await
}

/// The envelopes of `notification.sent.v1`, oldest first.
pub(crate) async fn told(db: &Db) -> Vec<Value> {
    let query = "SELECT envelope AS json FROM outbox
        WHERE event_type = 'notification.sent.v1' ORDER BY seq";
    rows(db, query).await
}

/// How many events wait in the outbox or in a queue.
pub(crate) async fn under_way(db: &Db) -> Vec<Value> {
    let query = "SELECT event_type AS json FROM outbox WHERE sent_at IS NULL
        UNION ALL SELECT event_type FROM bus_queue";
    let mut conn = db.conn().await.unwrap();
    let rows: Vec<Row> = diesel::sql_query(query).load(&mut conn).await.unwrap();
    rows.into_iter()
        .map(|row| Value::String(row.json))
        .collect()
}

async fn rows(db: &Db, query: &str) -> Vec<Value> {
    let mut conn = db.conn().await.unwrap();
    let rows: Vec<Row> = diesel::sql_query(query).load(&mut conn).await.unwrap();
    rows.iter()
        .map(|row| serde_json::from_str(&row.json).unwrap())
        .collect()
}
