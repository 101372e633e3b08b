//! A payments service on a database of its own, and the commands it gets.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Request, Variables};
use chrono::{TimeDelta, Utc};
use payments::Payments;
use payments::domain::provider_calls::ProviderCalls;
use payments::domain::{authorize, void};
use payments::events::heard::{AuthorizePayment, VoidPayment};
use payments::graphql::{PaymentsSchema, schema};
use payments::provider::{Provider, Sandbox};
use private_postgres::testing::{TestDatabase, database};
use serde_json::{Value, json};
use subgraph_kit::db::{Conn, Db, DbConfig, DbError, migrate};
use subgraph_kit::id::{CheckoutId, OrderId};
use subgraph_kit::identity::Caller;
use subgraph_kit::money::{CurrencyCode, Money};
use subgraph_kit::service::Service;

/// Short, so that lost answers are noticed soon.
pub(crate) const TIMEOUT: Duration = Duration::from_millis(150);

pub(crate) struct Desk {
    pub(crate) db: Db,
    schema: PaymentsSchema,
    _database: TestDatabase,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        let database = database("payments").await;
        migrate(database.url(), Payments::migrations())
            .await
            .unwrap();
        let db = Db::new(&DbConfig::new(database.url())).unwrap();
        Self {
            schema: schema(db.clone()),
            db,
            _database: database,
        }
    }

    pub(crate) fn sandbox(&self) -> Sandbox {
        Sandbox::new(self.db.clone(), Duration::from_millis(20), TIMEOUT)
    }

    /// Asks `provider` for all that is due.
    pub(crate) async fn settle(&self, provider: impl Provider) {
        ProviderCalls::new(self.db.clone(), Arc::new(provider), TIMEOUT)
            .settle_due()
            .await
            .unwrap();
    }

    /// Settles until the events of `kind` are `count`.
    pub(crate) async fn settle_until(&self, kind: &str, count: usize) {
        let deadline = std::time::Instant::now() + Duration::from_secs(20);
        while self.published(kind).await.len() < count {
            assert!(
                std::time::Instant::now() < deadline,
                "{kind} was not published"
            );
            self.settle(self.sandbox()).await;
        }
    }

    pub(crate) async fn authorize(&self, command: &AuthorizePayment) {
        self.db
            .transaction(async |conn: &mut Conn| {
                Ok::<_, DbError>(authorize::request(conn, command).await?)
            })
            .await
            .unwrap();
    }

    pub(crate) async fn void(&self, command: &AuthorizePayment) {
        let command = VoidPayment {
            checkout_id: command.checkout_id,
            order_id: command.order_id,
        };
        self.db
            .transaction(async |conn: &mut Conn| {
                Ok::<_, DbError>(void::request(conn, &command).await?)
            })
            .await
            .unwrap();
    }

    /// What a guest sees of the order's payment.
    pub(crate) async fn transactions(&self, command: &AuthorizePayment) -> Value {
        let query = "query ($of: [_Any!]!) { _entities(representations: $of) { ... on Order {
            transactions { kind state amount { amount } provider declineReason }
        } } }";
        let of = json!([{ "__typename": "Order", "id": command.order_id.to_string() }]);
        let request = Request::new(query)
            .variables(Variables::from_json(json!({ "of": of })))
            .data(Caller::Guest);
        let response = serde_json::to_value(self.schema.execute(request).await).unwrap();
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["_entities"][0]["transactions"].clone()
    }

    /// The data of all events of a type in the outbox, oldest first, each checked against its schema.
    pub(crate) async fn published(&self, kind: &str) -> Vec<Value> {
        let conn = &mut *self.db.conn().await.unwrap();
        let schema = std::fs::read_to_string(format!("../../schema/events/{kind}.json")).unwrap();
        let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
        let data: Vec<Value> = envelopes(conn, kind)
            .await
            .into_iter()
            .map(|mut event| event["data"].take())
            .collect();
        for data in &data {
            let faults: Vec<_> = validator
                .iter_errors(data)
                .map(|fault| fault.to_string())
                .collect();
            assert!(faults.is_empty(), "{kind}: {data}: {faults:?}");
        }
        data
    }
}

async fn envelopes(conn: &mut Conn, kind: &str) -> Vec<Value> {
    use diesel::sql_types::Text;
    use diesel_async::RunQueryDsl;

    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        envelope: String,
    }
    let rows: Vec<Row> =
        diesel::sql_query("SELECT envelope FROM outbox WHERE event_type = $1 ORDER BY seq")
            .bind::<Text, _>(kind)
            .load(conn)
            .await
            .unwrap();
    rows.iter()
        .map(|row| serde_json::from_str(&row.envelope).unwrap())
        .collect()
}

/// 29.90 EUR by this token.
pub(crate) fn payment(token: &str) -> AuthorizePayment {
    AuthorizePayment {
        checkout_id: CheckoutId::new(),
        order_id: OrderId::new(),
        customer_id: None,
        amount: Money::new(2990, CurrencyCode::Eur),
        payment_token: token.to_owned(),
        deadline: Utc::now() + TimeDelta::minutes(1),
    }
}
