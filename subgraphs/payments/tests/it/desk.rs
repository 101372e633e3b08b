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
use serde_json::{Value, json};
use subgraph_kit::db::{Conn, Db, DbError};
use subgraph_kit::error::chain;
use subgraph_kit::id::{CheckoutId, OrderId};
use subgraph_kit::identity::Caller;
use subgraph_kit::money::{CurrencyCode, Money};
use subgraph_testing::{TestDb, until};

/// Short, so that lost answers are noticed soon.
pub(crate) const TIMEOUT: Duration = Duration::from_millis(150);

pub(crate) struct Desk {
    pub(crate) db: Db,
    schema: PaymentsSchema,
    database: TestDb,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        let database = TestDb::of::<Payments>().await;
        let db = database.db().clone();
        Self {
            schema: schema(db.clone()),
            db,
            database,
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

    /// Settles until there are exactly `count` events of `kind`, whatever rounds fail.
    pub(crate) async fn settle_despite_crashes(&self, kind: &str, count: usize) {
        let calls = ProviderCalls::new(self.db.clone(), Arc::new(self.sandbox()), TIMEOUT);
        until(kind, async || {
            // A round that fails leaves its payment leased: it is asked for again when that is over.
            if let Err(error) = calls.settle_due().await {
                assert!(chain(&error).contains("crashed on purpose"), "{error:?}");
            }
            self.published(kind).await.len() >= count
        })
        .await;
        assert_eq!(self.published(kind).await.len(), count);
    }

    /// How many charges of the sandbox are in this state.
    pub(crate) async fn charges(&self, state: &str) -> i64 {
        use diesel_async::RunQueryDsl;
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            count: i64,
        }
        let query = "SELECT count(*) FROM sandbox_charges WHERE state = $1";
        let row: Row = diesel::sql_query(query)
            .bind::<diesel::sql_types::Text, _>(state)
            .get_result(&mut *self.db.conn().await.unwrap())
            .await
            .unwrap();
        row.count
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
        self.database.published(kind).await
    }
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
