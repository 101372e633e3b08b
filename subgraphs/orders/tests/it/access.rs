//! Who sees which order.

use chrono::{TimeDelta, Utc};
use orders::domain::create;
use orders::events::heard::CreateOrder;
use serde_json::{Value, json};
use subgraph_kit::db::{Conn, DbError};
use subgraph_kit::id::CustomerId;
use subgraph_kit::identity::{Caller, Scopes};

use crate::shop::{self, Shop};

fn customer(id: CustomerId) -> Caller {
    Caller::Customer {
        id,
        scopes: Scopes::default(),
    }
}

async fn placed(shop: &Shop, command: &CreateOrder) {
    shop.db
        .transaction(async |conn: &mut Conn| Ok::<_, DbError>(create::create(conn, command).await?))
        .await
        .unwrap();
}

async fn sees(shop: &Shop, caller: Caller, command: &CreateOrder) -> bool {
    let representation = json!({ "__typename": "Order", "id": command.order_id.to_string() });
    let query = "query ($id: ID!, $of: [_Any!]!) {
        order(id: $id) { id }
        _entities(representations: $of) { ... on Order { number } }
    }";
    let variables = json!({ "id": command.order_id.to_string(), "of": [representation] });
    let answer = shop.ask(caller, query, variables).await;
    let (by_id, as_entity) = (&answer["data"]["order"], &answer["data"]["_entities"][0]);
    assert_eq!(
        by_id.is_null(),
        as_entity.is_null(),
        "both ways see the same: {answer}"
    );
    !by_id.is_null()
}

#[tokio::test]
async fn an_order_is_its_customers_alone() {
    let shop = Shop::open().await;
    let owner = CustomerId::new();
    let command = shop::create(Some(owner));
    placed(&shop, &command).await;
    let staff = Caller::Customer {
        id: CustomerId::new(),
        scopes: Scopes::parse("orders:read"),
    };
    for (caller, expected) in [
        (customer(owner), true),
        (customer(CustomerId::new()), false),
        (Caller::Guest, false),
        (staff, true),
    ] {
        assert_eq!(
            sees(&shop, caller.clone(), &command).await,
            expected,
            "{caller:?}"
        );
    }
}

#[tokio::test]
async fn a_guests_order_is_seen_by_its_id_for_a_day() {
    let shop = Shop::open().await;
    let fresh = shop::create(None);
    let old = CreateOrder {
        placed_at: Utc::now() - TimeDelta::hours(25),
        ..shop::create(None)
    };
    placed(&shop, &fresh).await;
    placed(&shop, &old).await;
    assert!(sees(&shop, Caller::Guest, &fresh).await);
    assert!(!sees(&shop, Caller::Guest, &old).await);
}

#[tokio::test]
async fn the_history_is_paged_and_private() {
    let shop = Shop::open().await;
    let owner = CustomerId::new();
    for _ in 0..3 {
        placed(&shop, &shop::create(Some(owner))).await;
    }
    let query = "query ($of: [_Any!]!, $after: String) { _entities(representations: $of) { ... on Customer {
        orders(first: 2, after: $after) { totalCount nodes { number } pageInfo { hasNextPage endCursor } }
    } } }";
    let of = json!([{ "__typename": "Customer", "id": owner.to_string() }]);
    let page = shop.ask(customer(owner), query, json!({ "of": of })).await;
    let orders = &page["data"]["_entities"][0]["orders"];
    assert_eq!(orders["totalCount"], 3);
    assert_eq!(
        orders["nodes"],
        json!([{ "number": "P-100003" }, { "number": "P-100002" }])
    );
    let after = orders["pageInfo"]["endCursor"].clone();
    let page = shop
        .ask(customer(owner), query, json!({ "of": of, "after": after }))
        .await;
    let orders = &page["data"]["_entities"][0]["orders"];
    assert_eq!(orders["nodes"], json!([{ "number": "P-100001" }]));
    assert_eq!(orders["pageInfo"]["hasNextPage"], false);

    for (caller, code) in [
        (customer(CustomerId::new()), "FORBIDDEN"),
        (Caller::Guest, "UNAUTHENTICATED"),
    ] {
        let refused = shop.ask(caller, query, json!({ "of": of })).await;
        assert_eq!(
            refused["errors"][0]["extensions"]["code"], code,
            "{refused}"
        );
        assert_eq!(refused["data"]["_entities"][0]["orders"], Value::Null);
    }
}

#[tokio::test]
async fn who_is_erased_leaves_orders_of_nobody() {
    let shop = Shop::open().await;
    let (ada, grace) = (CustomerId::new(), CustomerId::new());
    let (hers, others) = (shop::create(Some(ada)), shop::create(Some(grace)));
    for command in [&hers, &others] {
        placed(&shop, command).await;
    }
    for _ in 0..2 {
        shop.db
            .transaction(async |conn: &mut Conn| {
                Ok::<_, DbError>(orders::domain::erasure::erase(conn, ada).await?)
            })
            .await
            .unwrap();
    }
    // On its way when she was erased.
    let late = shop::create(Some(ada));
    placed(&shop, &late).await;
    let query = "query ($id: ID!) { order(id: $id) {
        email shippingAddress { name line1 city countryCode } cost { total { amount } } lines { title }
    } }";
    let seen = async |id: CustomerId, command: &CreateOrder| {
        let variables = json!({ "id": command.order_id.to_string() });
        shop.ask(customer(id), query, variables).await["data"]["order"].clone()
    };
    assert_eq!(
        seen(ada, &hers).await,
        json!({
            "email": "erased@portico.invalid",
            "shippingAddress": { "name": "(erased)", "line1": "(erased)", "city": "London", "countryCode": "GB" },
            "cost": { "total": { "amount": "29.90" } },
            "lines": [{ "title": "Mug, blue" }],
        })
    );
    assert_eq!(seen(ada, &late).await, seen(ada, &hers).await);
    let other = seen(grace, &others).await;
    assert_eq!(
        other["shippingAddress"]["name"], "Ada",
        "of others nothing: {other}"
    );
    let guest = shop.ask(
        Caller::Guest,
        query,
        json!({ "id": hers.order_id.to_string() }),
    );
    assert_eq!(
        guest.await["data"]["order"],
        Value::Null,
        "it is nobody's order now, not a guest's"
    );
}
