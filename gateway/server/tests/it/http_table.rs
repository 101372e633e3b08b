//! GraphQL over HTTP: method, media types, shapes, statuses.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::gateway::{TestGateway, body, code};

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

/// One request and what must come back.
struct Case {
    name: &'static str,
    method: &'static str,
    query_string: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    status: u16,
    code: &'static str,
}

const GOOD: &str = r#"{"query":"{ __typename }"}"#;
const POST_JSON: &[(&str, &str)] = &[("content-type", JSON), ("accept", JSON)];
const POST_GRAPHQL: &[(&str, &str)] = &[("content-type", JSON), ("accept", GRAPHQL)];
const GET_GRAPHQL: &[(&str, &str)] = &[("accept", GRAPHQL)];

const fn post(
    name: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    status: u16,
    code: &'static str,
) -> Case {
    Case {
        name,
        method: "POST",
        query_string: "",
        headers,
        body,
        status,
        code,
    }
}

const fn get(
    name: &'static str,
    query_string: &'static str,
    headers: &'static [(&'static str, &'static str)],
    status: u16,
    code: &'static str,
) -> Case {
    Case {
        name,
        method: "GET",
        query_string,
        headers,
        body: "",
        status,
        code,
    }
}

const CASES: &[Case] = &[
    post("a good request", POST_GRAPHQL, GOOD, 200, ""),
    post("a good request, older media type", POST_JSON, GOOD, 200, ""),
    post("no accept", &[("content-type", JSON)], GOOD, 200, ""),
    post(
        "any accept",
        &[("content-type", JSON), ("accept", "*/*")],
        GOOD,
        200,
        "",
    ),
    post(
        "an accept we cannot give",
        &[("content-type", JSON), ("accept", "text/csv")],
        GOOD,
        406,
        "NOT_ACCEPTABLE",
    ),
    post(
        "a charset",
        &[
            ("content-type", "application/json; charset=UTF-8"),
            ("accept", GRAPHQL),
        ],
        GOOD,
        200,
        "",
    ),
    post(
        "another charset",
        &[("content-type", "application/json; charset=utf-16")],
        GOOD,
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    post(
        "no content type",
        &[("accept", GRAPHQL)],
        GOOD,
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    post(
        "plain text",
        &[("content-type", "text/plain")],
        GOOD,
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    post(
        "a form",
        &[("content-type", "application/x-www-form-urlencoded")],
        "query=a",
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    post(
        "an unknown encoding",
        &[("content-type", JSON), ("content-encoding", "zstd")],
        GOOD,
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    post("no body", POST_GRAPHQL, "", 400, "BAD_REQUEST"),
    post(
        "malformed JSON",
        POST_GRAPHQL,
        "{\"query\":",
        400,
        "BAD_REQUEST",
    ),
    post(
        "malformed JSON, older",
        POST_JSON,
        "{\"query\":",
        400,
        "BAD_REQUEST",
    ),
    post(
        "a batch",
        POST_JSON,
        "[{\"query\":\"{ __typename }\"}]",
        400,
        "BAD_REQUEST",
    ),
    post("no query", POST_JSON, "{}", 400, "BAD_REQUEST"),
    post(
        "a query that is no string",
        POST_JSON,
        "{\"query\":{}}",
        400,
        "BAD_REQUEST",
    ),
    post(
        "an operation name that is no string",
        POST_JSON,
        "{\"query\":\"{a}\",\"operationName\":1}",
        400,
        "BAD_REQUEST",
    ),
    post(
        "variables that are no object",
        POST_JSON,
        "{\"query\":\"{a}\",\"variables\":\"{}\"}",
        400,
        "BAD_REQUEST",
    ),
    post(
        "extensions that are no object",
        POST_JSON,
        "{\"query\":\"{a}\",\"extensions\":[]}",
        400,
        "BAD_REQUEST",
    ),
    post(
        "nulls",
        POST_JSON,
        "{\"query\":\"{ __typename }\",\"operationName\":null,\"variables\":null,\"extensions\":null}",
        200,
        "",
    ),
    post(
        "a syntax error",
        POST_GRAPHQL,
        "{\"query\":\"{\"}",
        400,
        "GRAPHQL_PARSE_FAILED",
    ),
    post(
        "a syntax error, older",
        POST_JSON,
        "{\"query\":\"{\"}",
        200,
        "GRAPHQL_PARSE_FAILED",
    ),
    post(
        "an unknown field",
        POST_GRAPHQL,
        "{\"query\":\"{ nothing }\"}",
        400,
        "GRAPHQL_VALIDATION_FAILED",
    ),
    post(
        "an unknown field, older",
        POST_JSON,
        "{\"query\":\"{ nothing }\"}",
        200,
        "GRAPHQL_VALIDATION_FAILED",
    ),
    post(
        "an empty document",
        POST_GRAPHQL,
        "{\"query\":\"\"}",
        400,
        "GRAPHQL_PARSE_FAILED",
    ),
    post(
        "no such operation",
        POST_GRAPHQL,
        "{\"query\":\"query A { __typename }\",\"operationName\":\"B\"}",
        400,
        "OPERATION_RESOLUTION_FAILURE",
    ),
    post(
        "which operation",
        POST_GRAPHQL,
        "{\"query\":\"query A { __typename } query B { __typename }\"}",
        400,
        "OPERATION_RESOLUTION_FAILURE",
    ),
    post(
        "a missing variable",
        POST_GRAPHQL,
        "{\"query\":\"query Q($u: ID!) { product(upc: $u) { upc } }\"}",
        400,
        "VARIABLES_INVALID",
    ),
    post(
        "a wrong variable",
        POST_GRAPHQL,
        "{\"query\":\"query Q($u: ID!) { product(upc: $u) { upc } }\",\"variables\":{\"u\":[1,{}]}}",
        400,
        "VARIABLES_INVALID",
    ),
    post(
        "a subscription",
        POST_GRAPHQL,
        "{\"query\":\"subscription { silence }\"}",
        400,
        "SUBSCRIPTION_OVER_HTTP",
    ),
    post(
        "a mutation",
        POST_GRAPHQL,
        "{\"query\":\"mutation { productRename(upc: 1, name: \\\"x\\\") { upc } }\"}",
        200,
        "",
    ),
    get(
        "a query by GET",
        "?query={__typename}",
        GET_GRAPHQL,
        200,
        "",
    ),
    get(
        "variables by GET",
        "?query=query(%24u:ID!){product(upc:%24u){upc}}&variables={%22u%22:%221%22}",
        GET_GRAPHQL,
        200,
        "",
    ),
    get(
        "bad variables by GET",
        "?query={__typename}&variables=no",
        GET_GRAPHQL,
        400,
        "BAD_REQUEST",
    ),
    get("nothing by GET", "", GET_GRAPHQL, 400, "BAD_REQUEST"),
    get(
        "a mutation by GET",
        "?query=mutation{productRename(upc:1,name:%22x%22){upc}}",
        GET_GRAPHQL,
        405,
        "MUTATION_OVER_GET",
    ),
    get(
        "a foreign page",
        "?query={__typename}",
        &[("accept", GRAPHQL), ("origin", "https://evil.example")],
        403,
        "CSRF_PREVENTION",
    ),
    get(
        "a foreign image",
        "?query={__typename}",
        &[("accept", "*/*"), ("sec-fetch-site", "cross-site")],
        403,
        "CSRF_PREVENTION",
    ),
    Case {
        name: "another method",
        method: "PUT",
        query_string: "",
        headers: POST_JSON,
        body: GOOD,
        status: 405,
        code: "METHOD_NOT_ALLOWED",
    },
    Case {
        name: "a preflight nobody allowed",
        method: "OPTIONS",
        query_string: "",
        headers: &[
            ("origin", "https://a.example"),
            ("access-control-request-method", "POST"),
        ],
        body: "",
        status: 405,
        code: "METHOD_NOT_ALLOWED",
    },
];

#[tokio::test]
async fn every_row_of_the_table_holds() {
    let gateway = TestGateway::start().await;
    for case in CASES {
        let method: Method = case.method.parse().unwrap();
        let mut request = gateway.client.request(
            method,
            gateway.url(&format!("/graphql{}", case.query_string)),
        );
        for (name, value) in case.headers {
            request = request.header(*name, *value);
        }
        let response = request.body(case.body).send().await.unwrap();
        assert_eq!(response.status().as_u16(), case.status, "{}", case.name);
        if case.status == 405 {
            assert!(response.headers().contains_key("allow"), "{}", case.name);
        }
        let kind = response.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(kind.ends_with("; charset=utf-8"), "{}: {kind}", case.name);
        let answer = body(response).await;
        if case.code.is_empty() {
            assert_eq!(answer.get("errors"), None, "{}: {answer}", case.name);
            continue;
        }
        assert_eq!(code(&answer), case.code, "{}: {answer}", case.name);
        assert_eq!(answer.get("data"), None, "{}", case.name);
    }
}

#[tokio::test]
async fn the_media_type_of_the_answer_is_the_one_asked_for() {
    let gateway = TestGateway::start().await;
    for accept in [GRAPHQL, JSON] {
        let request = gateway
            .client
            .post(gateway.url("/graphql"))
            .header("content-type", JSON);
        let response = request
            .header("accept", accept)
            .body(GOOD)
            .send()
            .await
            .unwrap();
        assert_eq!(
            response.headers()["content-type"],
            format!("{accept}; charset=utf-8")
        );
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn at_most_ten_errors_with_their_places_are_told() {
    let gateway = TestGateway::start().await;
    let fields: String = (0..15).map(|i| format!("nothing{i} ")).collect();
    let answer = gateway.query(&format!("{{\n  {fields}\n}}")).await;
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 10);
    assert_eq!(errors[0]["locations"], json!([{"line": 2, "column": 3}]));
}

#[tokio::test]
async fn other_origins_are_let_in_where_they_are_named() {
    let gateway =
        TestGateway::with(|config| config.cors.origins = vec!["https://friend.example".to_owned()])
            .await;
    let preflight = |origin: &'static str| {
        let request = gateway
            .client
            .request(Method::OPTIONS, gateway.url("/graphql"))
            .header("origin", origin);
        request
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type")
            .send()
    };
    let friend = preflight("https://friend.example").await.unwrap();
    assert_eq!(friend.status(), StatusCode::OK);
    assert_eq!(
        friend.headers()["access-control-allow-origin"],
        "https://friend.example"
    );
    let stranger = preflight("https://evil.example").await.unwrap();
    assert!(
        !stranger
            .headers()
            .contains_key("access-control-allow-origin")
    );
    let answer = gateway
        .post(&json!({"query": "{ __typename }"}))
        .header("origin", "https://friend.example");
    assert_eq!(
        answer.send().await.unwrap().headers()["access-control-allow-origin"],
        "https://friend.example"
    );
}

#[tokio::test]
async fn answers_are_packed_for_those_who_ask() {
    let gateway = TestGateway::start().await;
    let request = gateway.post(&json!({"query": "{ __schema { types { name description } } }"}));
    let response = request
        .header("accept-encoding", "gzip")
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let bytes = response.bytes().await.unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&*bytes), &mut text).unwrap();
    assert!(serde_json::from_str::<Value>(&text).unwrap()["data"]["__schema"].is_object());
}
