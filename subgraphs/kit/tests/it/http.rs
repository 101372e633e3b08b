//! A service over HTTP.

use crate::world::{Talker, in_process, launch};
use private_postgres::testing::TestDatabase;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use subgraph_kit::id::{CustomerId, ProductId};
use subgraph_kit::identity::{Caller, Scopes, Signer};
use subgraph_kit::service::{Running, Service};

struct Fixture {
    running: Running,
    signer: Signer,
    client: Client,
    _database: TestDatabase,
}

impl Fixture {
    async fn new() -> Self {
        let database = private_postgres::testing::database("talker").await;
        let signer = Signer::generate();
        let running = launch::<Talker>(&in_process(), database.url(), &signer).await;
        Self {
            running,
            signer,
            client: Client::new(),
            _database: database,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address())
    }

    async fn ask(&self, caller: &Caller, query: &str) -> Value {
        let identity = self.signer.sign(caller, "talker").unwrap();
        let request = self
            .client
            .post(self.url("/graphql"))
            .header("portico-identity", identity);
        let response = request
            .json(&json!({ "query": query }))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.json().await.unwrap()
    }
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or_default()
}

#[tokio::test]
async fn answers_queries_and_entities() {
    let fixture = Fixture::new().await;
    let id = ProductId::new();
    let query = format!(
        r#"{{ hello product(id: "{id}") {{ id price {{ amount currencyCode }} }}
            products(first: 1) {{ totalCount nodes {{ id }} edges {{ cursor }} pageInfo {{ hasNextPage }} }}
            _entities(representations: [{{ __typename: "Product", id: "{id}" }}, {{ __typename: "Product", id: "x" }}]) {{
                ... on Product {{ id }}
            }} }}"#
    );
    let answer = fixture.ask(&Caller::Guest, &query).await;
    assert_eq!(answer["errors"], Value::Null, "{answer}");
    let data = &answer["data"];
    assert_eq!(data["hello"], "hello");
    assert_eq!(
        data["product"]["price"],
        json!({ "amount": "12.30", "currencyCode": "EUR" })
    );
    assert_eq!(data["products"]["totalCount"], 1);
    assert_eq!(
        data["_entities"],
        json!([{ "id": id.to_string() }, null]),
        "a bad key spoils nothing else"
    );
    assert!(fixture.running.stop().await);
}

#[tokio::test]
async fn guards_and_codes() {
    let fixture = Fixture::new().await;
    let id = CustomerId::new();
    let customer = Caller::Customer {
        id,
        scopes: Scopes::default(),
    };
    let staff = Caller::Customer {
        id,
        scopes: Scopes::parse("catalog:write"),
    };
    assert_eq!(
        fixture.ask(&customer, "{ me }").await["data"]["me"],
        id.to_string()
    );
    assert_eq!(
        fixture.ask(&staff, "{ staffOnly }").await["data"]["staffOnly"],
        true
    );
    for (caller, query, expected) in [
        (&Caller::Guest, "{ me }", "UNAUTHENTICATED"),
        (&Caller::Guest, "{ staffOnly }", "UNAUTHENTICATED"),
        (&customer, "{ staffOnly }", "FORBIDDEN"),
        (&Caller::Guest, "{ broken }", "INTERNAL"),
        (&Caller::Guest, "{", "GRAPHQL_PARSE_FAILED"),
        (&Caller::Guest, "{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        (
            &Caller::Guest,
            "{ product(id: \"x\") { id } }",
            "BAD_USER_INPUT",
        ),
        (
            &Caller::Guest,
            "{ products(first: 0) { totalCount } }",
            "PAGE_INVALID",
        ),
    ] {
        let answer = fixture.ask(caller, query).await;
        assert_eq!(code(&answer), expected, "{query}: {answer}");
        assert!(!answer.to_string().contains("swordfish"));
    }
    let deep = format!(
        "{{ __type(name: \"Query\") {{ {}name{} }} }}",
        "ofType { ".repeat(25),
        " }".repeat(25)
    );
    assert_eq!(
        code(&fixture.ask(&Caller::Guest, &deep).await),
        "GRAPHQL_VALIDATION_FAILED"
    );
    assert!(fixture.running.stop().await);
}

#[tokio::test]
async fn bad_requests_are_refused_as_http_says() {
    let fixture = Fixture::new().await;
    let identity = fixture.signer.sign(&Caller::Guest, "talker").unwrap();
    let forged = Signer::generate().sign(&Caller::Guest, "talker").unwrap();
    let post = |identity: &str| {
        fixture
            .client
            .post(fixture.url("/graphql"))
            .header("portico-identity", identity)
    };
    let json = |request: reqwest::RequestBuilder| {
        request.header("content-type", "application/json; charset=utf-8")
    };
    let cases = [
        (
            json(fixture.client.post(fixture.url("/graphql"))).body("{}"),
            401,
            "IDENTITY_REQUIRED",
        ),
        (json(post(&forged)).body("{}"), 401, "IDENTITY_INVALID"),
        (post(&identity).body("{}"), 415, "BAD_USER_INPUT"),
        (json(post(&identity)).body("{"), 400, "BAD_USER_INPUT"),
        (json(post(&identity)).body("[]"), 400, "BAD_USER_INPUT"),
        (
            fixture.client.get(fixture.url("/graphql")),
            405,
            "BAD_USER_INPUT",
        ),
        (
            fixture.client.delete(fixture.url("/graphql")),
            405,
            "BAD_USER_INPUT",
        ),
    ];
    for (at, (request, status, expected)) in cases.into_iter().enumerate() {
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "case {at}");
        let answer: Value = response.json().await.unwrap();
        assert_eq!(code(&answer), expected, "case {at}");
    }
    let large = json(post(&identity))
        .body(vec![b' '; 5 << 20])
        .send()
        .await
        .unwrap();
    assert_eq!(large.status().as_u16(), 413);
    assert_eq!(
        fixture.ask(&Caller::Guest, "{ hello }").await["data"]["hello"],
        "hello"
    );
    assert!(fixture.running.stop().await);
}

#[tokio::test]
async fn says_whether_it_lives_and_is_ready() {
    let fixture = Fixture::new().await;
    for path in ["/health", "/ready"] {
        let response = fixture.client.get(fixture.url(path)).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
    }
    assert!(fixture.running.stop().await);
}

#[tokio::test]
async fn the_sdl_is_the_same_in_the_export_and_over_the_wire() {
    let fixture = Fixture::new().await;
    let answer = fixture.ask(&Caller::Guest, "{ _service { sdl } }").await;
    assert_eq!(answer["data"]["_service"]["sdl"], Talker::sdl());
    insta::assert_snapshot!(Talker::sdl());
    assert!(fixture.running.stop().await);
}
