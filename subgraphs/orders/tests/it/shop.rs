//! An orders service on a database of its own, and the commands it gets.

use async_graphql::{Request, Response, Variables};
use chrono::Utc;
use orders::Orders;
use orders::events::heard::{Cost, CreateOrder, Line, ShippingAddress};
use orders::graphql::{OrdersSchema, schema};
use serde_json::Value;
use subgraph_kit::country::CountryCode;
use subgraph_kit::db::Db;
use subgraph_kit::id::{CheckoutId, CustomerId, OrderId, VariantId};
use subgraph_kit::identity::Caller;
use subgraph_kit::money::{CurrencyCode, Money};
use subgraph_testing::TestDb;

pub(crate) struct Shop {
    pub(crate) db: Db,
    schema: OrdersSchema,
    database: TestDb,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        let database = TestDb::of::<Orders>().await;
        let db = database.db().clone();
        Self {
            schema: schema(db.clone()),
            db,
            database,
        }
    }

    /// Answers as JSON what `caller` sees.
    pub(crate) async fn ask(&self, caller: Caller, query: &str, variables: Value) -> Value {
        let request = Request::new(query)
            .variables(Variables::from_json(variables))
            .data(caller);
        let response: Response = self.schema.execute(request).await;
        serde_json::to_value(response).unwrap()
    }

    /// The data of all events of a type in the outbox, oldest first, each checked against its schema.
    pub(crate) async fn published(&self, kind: &str) -> Vec<Value> {
        self.database.published(kind).await
    }
}

pub(crate) fn eur(cents: i64) -> Money {
    Money::new(cents, CurrencyCode::Eur)
}

/// Two pieces of one thing for a customer, or a guest.
pub(crate) fn create(customer_id: Option<CustomerId>) -> CreateOrder {
    CreateOrder {
        order_id: OrderId::new(),
        checkout_id: CheckoutId::new(),
        customer_id,
        email: "ada@example.com".to_owned(),
        shipping_address: ShippingAddress {
            name: "Ada".to_owned(),
            line1: "1 Engine Street".to_owned(),
            line2: None,
            city: "London".to_owned(),
            region: None,
            postal_code: "N1".to_owned(),
            country_code: CountryCode::Gb,
        },
        lines: vec![Line {
            variant_id: VariantId::new(),
            sku: "MUG-1".to_owned(),
            title: "Mug, blue".to_owned(),
            quantity: 2,
            unit_price: eur(1250),
            total: eur(2500),
        }],
        cost: Cost {
            subtotal: eur(2500),
            discount: eur(0),
            shipping: eur(490),
            tax: eur(477),
            total: eur(2990),
        },
        placed_at: Utc::now(),
    }
}
