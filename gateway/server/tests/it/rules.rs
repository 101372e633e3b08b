//! Rules of the federation page where the transport matters: keys (5, 6, 21), the API schema (39, 41), answers (47 to 50).

use serde_json::{Value, json};

use crate::support::fake::{Composed, Fake, entities};
use crate::support::gateway::code;

const LINK: &str = r#"extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@external", "@requires", "@inaccessible", "@shareable", "@override"])"#;
const ITEMS: &str = "type Query { items(hidden: Int = 7 @inaccessible): [Item] one: Item! } type Item @key(fields: \"id\") { id: ID! name: String! size: Int } ";
const STOCK: &str = "type Item @key(fields: \"id\") { id: ID! stock: Int label: Label size: Int @external weight: Int @requires(fields: \"size\") } type Label { text: String! }";

struct World {
    gateway: Composed,
    items: Fake,
    stock: Fake,
}

fn listed() -> String {
    let list = json!([{"id": "1", "name": "A", "size": 5}, {"id": "2", "name": "B"}]);
    json!({"data": {"items": list, "all": list}}).to_string()
}

/// The second subgraph answers as it is told.
async fn world(stock: impl Fn(&Value) -> (u16, String) + Send + Sync + 'static) -> World {
    world_of(|_| (200, listed()), stock).await
}

async fn world_of(
    items: impl Fn(&Value) -> (u16, String) + Send + Sync + 'static,
    stock: impl Fn(&Value) -> (u16, String) + Send + Sync + 'static,
) -> World {
    let (items, stock) = (Fake::start(items).await, Fake::start(stock).await);
    let sdl = |text: &str| format!("{LINK}\n{text}");
    let gateway = Composed::start(&[
        ("items", &sdl(ITEMS), &items),
        ("stock", &sdl(STOCK), &stock),
    ])
    .await;
    World {
        gateway,
        items,
        stock,
    }
}

/// Subgraphs see the client's aliases: they answer with `n`.
const QUERY: &str = "{ items { name n: stock } }";

async fn answer(status: u16, body: &'static str) -> Value {
    let world = world(move |_| (status, body.to_owned())).await;
    world.gateway.query(QUERY).await
}

#[tokio::test]
async fn rule_05_results_go_back_by_position() {
    // The answer does not hold the key, and its order is that of the request.
    let world = world(|_| {
        (
            200,
            r#"{"data":{"_entities":[{"n":1},{"n":2}]}}"#.to_owned(),
        )
    })
    .await;
    let answer = world.gateway.query(QUERY).await;
    assert_eq!(
        answer["data"]["items"],
        json!([{"name": "A", "n": 1}, {"name": "B", "n": 2}])
    );
}

#[tokio::test]
async fn rule_06_a_bad_key_is_not_sent() {
    let broken =
        r#"{"data":{"items":[{"id":null,"name":"A"},{"id":"2","name":"B"},null,{"name":"C"}]}}"#;
    let world = world_of(
        move |_| (200, broken.to_owned()),
        |request| {
            (
                200,
                json!({"data": {"_entities": entities(request, &json!({"n": 9}))}}).to_string(),
            )
        },
    )
    .await;
    let answer = world.gateway.query(QUERY).await;
    assert_eq!(
        answer["data"]["items"],
        json!([{"name": "A", "n": null}, {"name": "B", "n": 9}, null, {"name": "C", "n": null}])
    );
    let sent = &world.stock.asked()[0]["variables"]["representations"];
    assert_eq!(*sent, json!([{"__typename": "Item", "id": "2"}]));
}

#[tokio::test]
async fn rule_21_not_asked_is_not_null() {
    let world = world(|request| {
        (
            200,
            json!({"data": {"_entities": entities(request, &json!({"weight": 3}))}}).to_string(),
        )
    })
    .await;
    world.gateway.query("{ items { weight } }").await;
    let sent = &world.stock.asked()[0]["variables"]["representations"];
    assert_eq!(
        *sent,
        json!([{"__typename": "Item", "id": "1", "size": 5}, {"__typename": "Item", "id": "2"}])
    );
}

#[tokio::test]
async fn rule_39_a_hidden_argument_is_left_out() {
    let world = world(|_| (200, "{}".to_owned())).await;
    world.gateway.query("{ items { name } }").await;
    assert!(!world.items.asked()[0].to_string().contains("hidden"));
    let refused = world.gateway.query("{ items(hidden: 1) { name } }").await;
    assert_eq!(code(&refused), "GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test]
async fn rule_41_nulls_bubble_and_errors_keep_their_path() {
    let partial = r#"{"data":{"_entities":[{"l":{"t":null}},{"l":{"t":"t"}}]},"errors":[{"message":"torn","path":["_entities",0,"l","t"]}]}"#;
    let world = world(move |_| (200, partial.to_owned())).await;
    let answer = world
        .gateway
        .query("{ all: items { l: label { t: text } } }")
        .await;
    assert_eq!(
        answer["data"],
        json!({"all": [{"l": null}, {"l": {"t": "t"}}]})
    );
    assert_eq!(answer["errors"][0]["path"], json!(["all", 0, "l", "t"]));
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn rule_47_an_answer_is_judged_by_its_body() {
    let good = r#"{"data":{"_entities":[{"n":1},{"n":2}]}}"#;
    for status in [200, 400, 404, 422, 500, 503] {
        let answer = answer(status, good).await;
        assert_eq!(answer["data"]["items"][1]["n"], 2, "{status}: {answer}");
        assert_eq!(answer.get("errors"), None, "{status}");
    }
    let refused = r#"{"errors":[{"message":"not you","extensions":{"code":"NOT_YOU"}}]}"#;
    for status in [200, 403] {
        let answer = answer(status, refused).await;
        assert_eq!(answer["errors"][0]["message"], "not you");
        assert_eq!(code(&answer), "NOT_YOU");
        assert_eq!(answer["data"]["items"][0], json!({"name": "A", "n": null}));
    }
}

#[tokio::test]
async fn rule_48_partial_data_is_kept_with_its_errors() {
    let answer = answer(200, r#"{"data":{"_entities":[{"n":1},null]},"errors":[{"message":"lost","path":["_entities",1]}]}"#).await;
    assert_eq!(
        answer["data"]["items"],
        json!([{"name": "A", "n": 1}, {"name": "B", "n": null}])
    );
    assert_eq!(answer["errors"][0]["path"], json!(["items", 1]));
}

/// One error with a stable code, at the place of the fetch; nothing of the text goes out.
#[tokio::test]
async fn rule_48_what_is_not_graphql_is_one_error() {
    for (status, body, expected) in [
        (200, "<html>PRIVATE</html>", "SUBGRAPH_MALFORMED"),
        (502, "<html>PRIVATE</html>", "SUBGRAPH_REJECTED"),
        (200, "", "SUBGRAPH_MALFORMED"),
        (204, "", "SUBGRAPH_MALFORMED"),
        (
            200,
            r#"{"data":{"_entities":[{"n":1},"#,
            "SUBGRAPH_MALFORMED",
        ),
        (200, r#"{"PRIVATE":1}"#, "SUBGRAPH_MALFORMED"),
        (200, r#"[{"data":{}}]"#, "SUBGRAPH_MALFORMED"),
        (
            200,
            r#"{"data":{"_entities":[{"n":1},{"n":2}]}} trailing"#,
            "SUBGRAPH_MALFORMED",
        ),
        (
            200,
            r#"{"data":{"_entities":{"n":1}}}"#,
            "SUBGRAPH_MALFORMED",
        ),
        (200, r#"{"data":{}}"#, "SUBGRAPH_MALFORMED"),
        (307, "", "SUBGRAPH_REJECTED"),
    ] {
        let answer = answer(status, body).await;
        assert_eq!(code(&answer), expected, "{status} {body}: {answer}");
        assert_eq!(
            answer["errors"].as_array().unwrap().len(),
            1,
            "{body}: {answer}"
        );
        assert_eq!(answer["errors"][0]["path"], json!(["items"]), "{body}");
        assert!(!answer.to_string().contains("PRIVATE"), "{answer}");
        assert_eq!(
            answer["data"]["items"][0],
            json!({"name": "A", "n": null}),
            "{body}"
        );
    }
}

#[tokio::test]
async fn rule_49_a_type_that_may_not_stand_there_is_an_error() {
    const MEDIA: &str = "type Query { all: [Media] } union Media = Book | Film type Book { title: String } type Film { title: String } type Tree { height: Int }";
    let strange = r#"{"data":{"all":[{"__typename":"Book","title":"x"},{"__typename":"Tree","title":"y"},{"__typename":7},{"title":"z"}]}}"#;
    let fake = Fake::start(move |_| (200, strange.to_owned())).await;
    let sdl = format!("{LINK}\n{MEDIA}");
    let gateway = Composed::start(&[("media", &sdl, &fake)]).await;
    let answer = gateway
        .query("{ all { ... on Book { title } ... on Film { title } } }")
        .await;
    let all = answer["data"]["all"].as_array().unwrap();
    assert_eq!((&all[0], &all[1]), (&json!({"title": "x"}), &Value::Null));
    assert_eq!(code(&answer), "SUBGRAPH_INVALID_TYPE");
    assert_eq!(answer["errors"][0]["path"], json!(["all", 1]));
    assert_eq!(fake.asked().len(), 1, "no repair by asking again");
}

#[tokio::test]
async fn rule_50_entities_are_counted() {
    for list in ["[]", r#"[{"n":1}]"#, r#"[{"n":1},{"n":2},{"n":3}]"#] {
        let body = format!(r#"{{"data":{{"_entities":{list}}}}}"#);
        let world = world(move |_| (200, body.clone())).await;
        let answer = world.gateway.query(QUERY).await;
        assert_eq!(code(&answer), "SUBGRAPH_ENTITY_COUNT", "{list}");
        assert_eq!(
            answer["data"]["items"][1],
            json!({"name": "B", "n": null}),
            "{list}"
        );
    }
}

#[tokio::test]
async fn rule_50_odd_values_never_break_the_merge() {
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let cases = [
        (
            r#"{"n":1e999}"#.to_owned(),
            "SUBGRAPH_INVALID_VALUE",
            json!(null),
        ),
        (
            r#"{"n":99999999999999999999}"#.to_owned(),
            "SUBGRAPH_INVALID_VALUE",
            json!(null),
        ),
        (
            r#"{"n":"many"}"#.to_owned(),
            "SUBGRAPH_INVALID_VALUE",
            json!(null),
        ),
        (
            r#"{"n":[1]}"#.to_owned(),
            "SUBGRAPH_INVALID_VALUE",
            json!(null),
        ),
        (r#"{"n":1,"n":2}"#.to_owned(), "no code", json!(2)),
        (
            r#"{"":0,"__proto__":{},"\u0000":1,"n":3}"#.to_owned(),
            "no code",
            json!(3),
        ),
        (r#"{"\u006e":4}"#.to_owned(), "no code", json!(4)),
        (
            format!(r#"{{"other":{deep},"n":5}}"#),
            "SUBGRAPH_TOO_DEEP",
            json!(null),
        ),
    ];
    for (entity, expected, value) in cases {
        let body = format!(r#"{{"data":{{"_entities":[{entity},{{"n":8}}]}}}}"#);
        let world = world(move |_| (200, body.clone())).await;
        let answer = world.gateway.query(QUERY).await;
        let said = format!("{:.80}: {answer}", entity);
        assert_eq!(code(&answer), expected, "{said}");
        assert_eq!(answer["data"]["items"][0]["n"], value, "{said}");
    }
}
