use crate::queries;
use async_graphql::{Request, Response, Variables};
use inventory::{Inventory, InventorySchema};
use private_postgres::testing::{TestDatabase, database};
use serde_json::{Value, json};
use subgraph_kit::db::{Db, DbConfig, migrate};
use subgraph_kit::id::{CustomerId, ProductId, VariantId};
use subgraph_kit::identity::{Caller, Scopes};
use subgraph_kit::service::Service;

const SET: &str =
    "mutation ($id: ID!, $input: StockSetInput!) { stockSet(variantId: $id, input: $input) {
    variant { id availableForSale quantityAvailable } userErrors { code field message } } }";
const ENTITIES: &str = "query ($all: [_Any!]!) { _entities(representations: $all) {
    __typename
    ... on ProductVariant { availableForSale quantityAvailable }
    ... on Product { availableForSale } } }";

struct Stock {
    db: Db,
    schema: InventorySchema,
    database: TestDatabase,
}

impl Stock {
    async fn new() -> Self {
        queries::install();
        let database = database("inventory").await;
        migrate(database.url(), Inventory::migrations())
            .await
            .unwrap();
        let db = Db::new(&DbConfig::new(database.url())).unwrap();
        let schema = inventory::schema(&db);
        Self {
            db,
            schema,
            database,
        }
    }

    /// A product that catalog has told of.
    async fn product(&self, variants: usize) -> (ProductId, Vec<VariantId>) {
        // Not above: diesel's `execute` would stand before the schema's.
        use diesel_async::RunQueryDsl;
        let product = ProductId::new();
        let ids: Vec<VariantId> = (0..variants).map(|_| VariantId::new()).collect();
        let mut conn = self.db.conn().await.unwrap();
        for id in &ids {
            diesel::sql_query("INSERT INTO stocked_variants VALUES ($1, $2, false, now())")
                .bind::<diesel::sql_types::Uuid, _>(id)
                .bind::<diesel::sql_types::Uuid, _>(product)
                .execute(&mut conn)
                .await
                .unwrap();
        }
        (product, ids)
    }

    /// What catalog has told that a variant costs, in cents.
    async fn price(&self, variant: VariantId, cents: i64) {
        use diesel_async::RunQueryDsl;
        let mut conn = self.db.conn().await.unwrap();
        diesel::sql_query("INSERT INTO prices VALUES ($1, $2, 'EUR', now())")
            .bind::<diesel::sql_types::Uuid, _>(variant)
            .bind::<diesel::sql_types::BigInt, _>(cents)
            .execute(&mut conn)
            .await
            .unwrap();
    }

    async fn send(&self, caller: Caller, query: &str, variables: Value) -> Response {
        let request = Request::new(query)
            .variables(Variables::from_json(variables))
            .data(caller);
        self.schema.execute(request).await
    }

    async fn set(&self, id: VariantId, input: Value) -> Value {
        data(
            self.send(staff(), SET, json!({ "id": id, "input": input }))
                .await,
        )["stockSet"]
            .clone()
    }
}

fn staff() -> Caller {
    Caller::Customer {
        id: CustomerId::new(),
        scopes: Scopes::parse("inventory:write"),
    }
}

fn data(response: Response) -> Value {
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    response.data.into_json().unwrap()
}

fn code(response: &Response) -> String {
    let extensions = serde_json::to_value(&response.errors[0].extensions).unwrap();
    extensions["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn availability_is_the_sum_of_all_locations() {
    let stock = Stock::new().await;
    let (product, ids) = stock.product(3).await;
    stock.set(ids[0], json!({ "onHand": 3 })).await;
    let answer = stock
        .set(ids[0], json!({ "location": "north", "onHand": 4 }))
        .await;
    assert_eq!(
        answer["variant"],
        json!({ "id": ids[0], "availableForSale": true, "quantityAvailable": 7 })
    );
    stock.set(ids[1], json!({ "onHand": 0 })).await;
    let variant = |id: String| json!({ "__typename": "ProductVariant", "id": id });
    let all = json!([
        variant(ids[0].to_string()),
        variant(ids[1].to_string()),
        variant(ids[2].to_string()),
        variant(VariantId::new().to_string()),
        variant("no id".to_owned()),
        { "__typename": "Product", "id": product },
        { "__typename": "Product", "id": ProductId::new() },
    ]);
    let answer = data(
        stock
            .send(Caller::Guest, ENTITIES, json!({ "all": all }))
            .await,
    );
    let none = json!({ "__typename": "ProductVariant", "availableForSale": false, "quantityAvailable": 0 });
    assert_eq!(
        answer["_entities"],
        json!([
            { "__typename": "ProductVariant", "availableForSale": true, "quantityAvailable": 7 },
            none,
            none,
            none,
            null,
            { "__typename": "Product", "availableForSale": true },
            { "__typename": "Product", "availableForSale": false },
        ])
    );
}

#[tokio::test]
async fn the_shipping_estimate_follows_price_and_weight_as_checkout_does() {
    let stock = Stock::new().await;
    let (unknown, cheap, dear) = (VariantId::new(), VariantId::new(), VariantId::new());
    stock.price(cheap, 7_499).await;
    stock.price(dear, 7_500).await;
    let query = "query ($all: [_Any!]!) { _entities(representations: $all) { ... on ProductVariant { shippingEstimate { amount currencyCode } } } }";
    let asked = [
        (unknown, 400),
        (cheap, 5_000),
        (cheap, 5_001),
        (dear, 40_000),
    ];
    let all = json!(asked.map(
        |(id, grams)| json!({ "__typename": "ProductVariant", "id": id, "weightGrams": grams })
    ));
    let answer = data(
        stock
            .send(Caller::Guest, query, json!({ "all": all }))
            .await,
    );
    let estimate =
        |amount: &str| json!({ "shippingEstimate": { "amount": amount, "currencyCode": "EUR" } });
    assert_eq!(
        answer["_entities"],
        json!([
            estimate("4.90"),
            estimate("4.90"),
            estimate("5.40"),
            estimate("0.00")
        ])
    );
}

#[tokio::test]
async fn a_bad_count_is_refused() {
    let stock = Stock::new().await;
    let (_, ids) = stock.product(1).await;
    let cases = [
        (ids[0], json!({ "onHand": -1 }), "QUANTITY_INVALID"),
        (ids[0], json!({ "onHand": 1_000_001 }), "QUANTITY_INVALID"),
        (
            ids[0],
            json!({ "onHand": 1, "location": "" }),
            "LOCATION_INVALID",
        ),
        (
            ids[0],
            json!({ "onHand": 1, "location": "Not A Place" }),
            "LOCATION_INVALID",
        ),
        (
            VariantId::new(),
            json!({ "onHand": 1 }),
            "VARIANT_NOT_FOUND",
        ),
    ];
    for (id, input, code) in cases {
        let answer = stock.set(id, input.clone()).await;
        assert_eq!(
            (&answer["variant"], &answer["userErrors"][0]["code"]),
            (&Value::Null, &json!(code)),
            "{input}"
        );
    }
}

#[tokio::test]
async fn only_staff_may_count() {
    let stock = Stock::new().await;
    let variables = json!({ "id": VariantId::new(), "input": { "onHand": 1 } });
    let other = Caller::Customer {
        id: CustomerId::new(),
        scopes: Scopes::parse("catalog:write"),
    };
    assert_eq!(
        code(&stock.send(Caller::Guest, SET, variables.clone()).await),
        "UNAUTHENTICATED"
    );
    assert_eq!(code(&stock.send(other, SET, variables).await), "FORBIDDEN");
}

#[tokio::test]
async fn references_are_resolved_together() {
    let stock = Stock::new().await;
    let mut all = Vec::new();
    for _ in 0..20 {
        let (product, ids) = stock.product(3).await;
        all.push(json!({ "__typename": "Product", "id": product }));
        all.extend(
            ids.iter()
                .map(|id| json!({ "__typename": "ProductVariant", "id": id })),
        );
    }
    let name = stock.database.url().rsplit('/').next().unwrap();
    data(
        stock
            .send(Caller::Guest, ENTITIES, json!({ "all": all }))
            .await,
    );
    let before = queries::count(name);
    data(
        stock
            .send(Caller::Guest, ENTITIES, json!({ "all": all }))
            .await,
    );
    // One for all variants, one for all products.
    assert_eq!(queries::count(name) - before, 2);
}
