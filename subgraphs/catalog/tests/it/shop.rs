//! A catalogue with the demo shop in it.

use async_graphql::{Request, Response, Variables};
use catalog::{Catalog, CatalogSchema};
use diesel::QueryableByName;
use diesel::sql_types::Text;
use private_postgres::testing::{TestDatabase, database};
use serde_json::Value;
use subgraph_kit::db::{Db, DbConfig, migrate};
use subgraph_kit::id::CustomerId;
use subgraph_kit::identity::{Caller, Scopes};
use subgraph_kit::service::Service;

pub(crate) struct Shop {
    pub(crate) db: Db,
    pub(crate) schema: CatalogSchema,
    database: TestDatabase,
}

/// An event as it stands in the outbox.
#[derive(QueryableByName)]
pub(crate) struct Outgoing {
    #[diesel(sql_type = Text)]
    pub(crate) event_type: String,
    #[diesel(sql_type = Text)]
    envelope: String,
}

impl Outgoing {
    pub(crate) fn data(&self) -> Value {
        self.envelope()["data"].clone()
    }

    pub(crate) fn envelope(&self) -> Value {
        serde_json::from_str(&self.envelope).unwrap()
    }
}

impl Shop {
    /// With no products.
    pub(crate) async fn empty() -> Self {
        let database = database("catalog").await;
        migrate(database.url(), Catalog::migrations())
            .await
            .unwrap();
        let db = Db::new(&DbConfig::new(database.url())).unwrap();
        let schema = catalog::schema(&db);
        Self {
            db,
            schema,
            database,
        }
    }

    /// With the demo catalogue.
    pub(crate) async fn open() -> Self {
        let shop = Self::empty().await;
        catalog::demo::seed(&shop.db).await.unwrap();
        shop
    }

    pub(crate) fn database_name(&self) -> &str {
        self.database.url().rsplit('/').next().unwrap()
    }

    /// Asks as a guest; the answer must be without errors.
    pub(crate) async fn ask(&self, query: &str, variables: Value) -> Value {
        data(self.send(Caller::Guest, query, variables).await)
    }

    /// Asks as staff; the answer must be without errors.
    pub(crate) async fn order(&self, query: &str, variables: Value) -> Value {
        data(self.send(staff(), query, variables).await)
    }

    pub(crate) async fn send(&self, caller: Caller, query: &str, variables: Value) -> Response {
        let request = Request::new(query)
            .variables(Variables::from_json(variables))
            .data(caller);
        self.schema.execute(request).await
    }

    /// The code of the first error.
    pub(crate) async fn refusal(&self, query: &str, variables: Value) -> String {
        code(&self.send(Caller::Guest, query, variables).await)
    }

    /// All events, in the order they were written.
    pub(crate) async fn outbox(&self) -> Vec<Outgoing> {
        // Not above: diesel's `execute` and `first` would stand before the schema's and the slice's.
        use diesel_async::RunQueryDsl;
        let mut conn = self.db.conn().await.unwrap();
        diesel::sql_query("SELECT event_type, envelope FROM outbox ORDER BY seq")
            .load(&mut conn)
            .await
            .unwrap()
    }
}

fn data(response: Response) -> Value {
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    sorted(response.data.into_json().unwrap())
}

/// With the fields of objects by name: async-graphql gives them in the order in which they were ready.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<(String, Value)> = fields.into_iter().collect();
            fields.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(
                fields
                    .into_iter()
                    .map(|(name, value)| (name, sorted(value)))
                    .collect(),
            )
        }
        Value::Array(list) => Value::Array(list.into_iter().map(sorted).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

pub(crate) fn code(response: &Response) -> String {
    let error = response.errors.first().expect("the request is refused");
    let extensions = serde_json::to_value(&error.extensions).unwrap();
    extensions["code"]
        .as_str()
        .expect("each error has a code")
        .to_owned()
}

pub(crate) fn staff() -> Caller {
    Caller::Customer {
        id: CustomerId::new(),
        scopes: Scopes::parse("catalog:write"),
    }
}

/// The texts under a pointer in each element of a list.
pub(crate) fn texts(list: &Value, pointer: &str) -> Vec<String> {
    let text = |element: &Value| {
        element
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap()
            .to_owned()
    };
    list.as_array().unwrap().iter().map(text).collect()
}
