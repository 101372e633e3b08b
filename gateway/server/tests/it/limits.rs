//! Every limit, over HTTP and WebSocket: refused with its code, no subgraph asked.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::support::fake::{Composed, Fake};
use crate::support::gateway::{TestGateway, body, code};
use crate::support::socket::Socket;

/// Operations that are beyond one limit each.
fn bombs() -> Vec<(String, &'static str)> {
    let many = |n: usize, each: &dyn Fn(usize) -> String| (0..n).map(each).collect::<String>();
    let deep = |n: usize| {
        format!(
            "{{ product(upc: 1) {{ {} upc {} }} }}",
            "sibling { ".repeat(n),
            "}".repeat(n)
        )
    };
    let fan = |n: usize| {
        let fragments = many(n, &|i| {
            format!("fragment F{i} on Product {{ ...F{0} ...F{0} }} ", i + 1)
        });
        format!("{{ products {{ ...F0 }} }} {fragments} fragment F{n} on Product {{ upc }}")
    };
    vec![
        (
            format!(
                "{{ products {{ {} }} }}",
                many(6_000, &|_| "upc ".to_owned())
            ),
            "TOO_MANY_TOKENS",
        ),
        (deep(70), "RECURSION_LIMIT_EXCEEDED"),
        (
            format!(
                "{{ product(upc: {}1{}) {{ upc }} }}",
                "[".repeat(500),
                "]".repeat(500)
            ),
            "RECURSION_LIMIT_EXCEEDED",
        ),
        (deep(14), "DEPTH_LIMIT_EXCEEDED"),
        (
            format!(
                "{{ products {{ {} }} }}",
                many(31, &|i| format!("a{i}: upc "))
            ),
            "ALIAS_LIMIT_EXCEEDED",
        ),
        (
            format!("{{ {} }}", many(21, &|_| "requests ".to_owned())),
            "ROOT_FIELD_LIMIT_EXCEEDED",
        ),
        (
            format!("{{ requests {} }}", "@skip(if: false) ".repeat(51)),
            "DIRECTIVE_LIMIT_EXCEEDED",
        ),
        (fan(40), "SELECTION_LIMIT_EXCEEDED"),
    ]
}

async fn requests(gateway: &TestGateway) -> Value {
    gateway.query("{ requests }").await["data"]["requests"].clone()
}

#[tokio::test]
async fn bombs_are_refused_before_any_work() {
    let gateway = TestGateway::start().await;
    assert_eq!(requests(&gateway).await, 1);
    for (query, expected) in bombs() {
        for _ in 0..2 {
            let response = gateway
                .post(&json!({ "query": query }))
                .send()
                .await
                .unwrap();
            assert_eq!(response.status(), 400, "{expected}");
            let answer = body(response).await;
            assert_eq!(code(&answer), expected, "{query:.80}");
            assert_eq!(answer.get("data"), None);
        }
    }
    assert_eq!(requests(&gateway).await, 2);
}

#[tokio::test]
async fn the_same_limits_hold_on_a_socket() {
    let gateway = TestGateway::start().await;
    let mut socket = Socket::ready(&gateway).await;
    for (index, (query, expected)) in bombs().into_iter().enumerate() {
        let id = index.to_string();
        socket.subscribe(&id, &query).await;
        let answer = socket.receive().await;
        assert_eq!(
            (answer["type"].as_str(), answer["id"].as_str()),
            (Some("error"), Some(id.as_str()))
        );
        assert_eq!(answer["payload"][0]["extensions"]["code"], expected);
    }
    socket.subscribe("good", "{ requests }").await;
    assert_eq!(socket.receive().await["payload"]["data"]["requests"], 1);
}

#[tokio::test]
async fn a_body_is_measured_unpacked() {
    let gateway = TestGateway::start().await;
    let padded = |size: usize| {
        json!({"query": "{ requests }", "extensions": {"padding": " ".repeat(size)}}).to_string()
    };
    let packed = |text: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let send = |body: Vec<u8>, encoding: &'static str| {
        let request = gateway
            .client
            .post(gateway.url("/graphql"))
            .header("content-type", "application/json");
        request
            .header("content-encoding", encoding)
            .body(body)
            .send()
    };
    let small = send(packed(&padded(10)), "gzip").await.unwrap();
    assert_eq!(small.status(), 200);
    assert_eq!(
        send(packed(&padded(2 << 20)), "gzip")
            .await
            .unwrap()
            .status(),
        413
    );
    assert_eq!(
        send(padded(2 << 20).into_bytes(), "identity")
            .await
            .unwrap()
            .status(),
        413
    );
    assert_eq!(
        send(b"not gzip".to_vec(), "gzip").await.unwrap().status(),
        400
    );
    assert_eq!(
        send(padded(10).into_bytes(), "br").await.unwrap().status(),
        415
    );
    assert_eq!(gateway.query("{ requests }").await.get("errors"), None);
}

#[tokio::test]
async fn introspection_circles_are_refused() {
    let gateway = TestGateway::start().await;
    let query =
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
    assert_eq!(code(&gateway.query(query).await), "QUERY_TOO_COMPLEX");
}

/// What a list costs is known only with the variables of the request.
#[tokio::test]
async fn what_costs_too_much_is_refused_before_anybody_is_asked() {
    const ITEMS: &str = r#"
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@cost", "@listSize"])
        type Query { items(first: Int = 2): [Item] @listSize(slicingArguments: ["first"]) }
        type Item { id: ID owner: Owner }
        type Owner { name: String @cost(weight: 3) }"#;
    let items = Fake::of(json!({"items": []}), Value::Null).await;
    let gateway = Composed::with(&[("items", ITEMS, &items)], |config| {
        config.limits.cost = Some(20);
    })
    .await;
    let query = "query($n: Int) { items(first: $n) { id } }";
    for (query, variables, cost) in [
        ("{ items { id } }", json!({}), None),
        ("{ items(first: 20) { id } }", json!({}), None),
        ("{ items(first: 21) { id } }", json!({}), Some(21)),
        ("{ items { owner { name } } }", json!({}), None),
        (
            "{ items(first: 5) { owner { name } } }",
            json!({}),
            Some(25),
        ),
        (query, json!({"n": 20}), None),
        (query, json!({"n": 1000}), Some(1000)),
    ] {
        let before = items.asked().len();
        let request = json!({"query": query, "variables": variables});
        let answer = gateway.ask(&request, None).await;
        let Some(cost) = cost else {
            assert_eq!(answer, json!({"data": {"items": []}}), "{request}");
            continue;
        };
        assert_eq!(code(&answer), "COST_LIMIT_EXCEEDED", "{request}");
        let message = answer["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains(&format!("cost {cost},")), "{message}");
        assert_eq!(items.asked().len(), before, "nobody is asked");
    }
}

/// The compiler's validation does not know `@oneOf`.
#[tokio::test]
async fn exactly_one_field_is_given_where_the_schema_says_so() {
    const ITEMS: &str = "type Query { item(by: By!): Int } input By @oneOf { id: ID upc: String }";
    let items = Fake::of(json!({"item": 1}), Value::Null).await;
    let gateway = Composed::start(&[("items", ITEMS, &items)]).await;
    let query = "query($by: By!) { item(by: $by) }";
    for (query, variables, told) in [
        ("{ item(by: {id: 1}) }", json!({}), None),
        (
            "{ item(by: {}) }",
            json!({}),
            Some("GRAPHQL_VALIDATION_FAILED"),
        ),
        (
            "query($id: ID) { item(by: {id: $id}) }",
            json!({"id": "1"}),
            Some("GRAPHQL_VALIDATION_FAILED"),
        ),
        (query, json!({"by": {"upc": "1"}}), None),
        (
            query,
            json!({"by": {"upc": "1", "id": "1"}}),
            Some("VARIABLES_INVALID"),
        ),
        (
            query,
            json!({"by": {"upc": null}}),
            Some("VARIABLES_INVALID"),
        ),
    ] {
        let request = json!({"query": query, "variables": variables});
        let answer = gateway.ask(&request, None).await;
        match told {
            None => assert_eq!(answer, json!({"data": {"item": 1}}), "{request}"),
            Some(told) => assert_eq!(code(&answer), told, "{request}: {answer}"),
        }
    }
    assert_eq!(items.asked().len(), 2, "what is refused is not sent on");
}
