//! Protected fields, by every way that leads to them: denied alike over every transport, never asked of a subgraph, and
//! telling nothing of what is there.

use serde_json::{Value, json};

use crate::support::fake::{Composed, Fake};
use crate::support::gateway::code;
use crate::support::keys;
use crate::support::socket::Socket;

/// What the subgraphs would tell; whoever may not know must never see it.
const TOLD: &str = "TOP-SECRET";

const LINK: &str = r#"extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@external", "@requires", "@interfaceObject", "@authenticated", "@requiresScopes", {name: "@policy", as: "@may"}])"#;

const THINGS: &str = r#"
type Query { thing: Thing node: Node any: Any things: [Thing!]! vault: Vault }
interface Node @key(fields: "id") { id: ID! open: String secret: String }
type Thing implements Node @key(fields: "id") { id: ID! open: String secret: String @may(policies: [["see"]]) scoped: String @requiresScopes(scopes: [["staff", "night"], ["admin"]]) known: String @authenticated }
type Other implements Node @key(fields: "id") { id: ID! open: String secret: String @may(policies: [["see"]]) }
union Any = Thing | Other
type Vault @may(policies: [["see"]]) { gold: String }
"#;

const MORE: &str = r#"
type Thing @key(fields: "id") { id: ID! secret: String @external derived: String @requires(fields: "secret") @may(policies: [["see"]]) far: String @may(policies: [["see"]]) }
"#;

const STAMPS: &str = r#"
type Node @interfaceObject @key(fields: "id") { id: ID! stamp: Stamp }
type Stamp @may(policies: [["see"]]) { ink: String }
"#;

/// Ways to protected fields; each asks for nothing else but `open`, `id` and `__typename`.
const WAYS: [(&str, &str); 16] = [
    ("plainly", "{ thing { open secret } }"),
    ("by alias", "{ thing { open innocent: secret } }"),
    (
        "by a fragment",
        "{ thing { ...F } } fragment F on Thing { open secret }",
    ),
    (
        "by an inline fragment",
        "{ thing { ... { open ... on Node { secret } } } }",
    ),
    ("through the interface", "{ node { open secret } }"),
    (
        "through a member of the interface",
        "{ node { open ... on Thing { secret } } }",
    ),
    (
        "through the union",
        "{ any { __typename ... on Thing { secret } ... on Other { secret } } }",
    ),
    ("in a list", "{ things { open secret } }"),
    ("by scopes", "{ thing { open scoped } }"),
    ("by login", "{ thing { open known } }"),
    ("by its type", "{ thing { open } vault { gold } }"),
    ("by a requirement", "{ thing { open derived } }"),
    ("in another subgraph", "{ thing { open far } }"),
    (
        "on the interface object",
        "{ thing { open stamp { ink } } }",
    ),
    (
        "on the interface object through the interface",
        "{ node { open stamp { ink } } }",
    ),
    (
        "twice under one condition",
        "query($no: Boolean = false) { thing { open a: secret @skip(if: $no) b: far @include(if: true) } }",
    ),
];

/// Words that no document to a subgraph may hold for a caller without rights.
const PROTECTED: [&str; 7] = [
    "secret", "scoped", "known", "derived", "far", "stamp", "gold",
];

struct World {
    gateway: Composed,
    subgraphs: [Fake; 3],
}

async fn world(told: Value) -> World {
    let thing = json!({
        "__typename": "Thing", "id": "1", "open": "o", "secret": told, "scoped": told, "known": told,
        "derived": told, "far": told, "stamp": {"ink": told}, "innocent": told, "a": told, "b": told,
    });
    let roots = json!({
        "thing": thing, "node": thing, "any": thing, "things": [thing, thing], "vault": {"gold": told},
    });
    let subgraphs = [
        Fake::of(roots, thing.clone()).await,
        Fake::of(json!({}), thing.clone()).await,
        Fake::of(json!({}), thing).await,
    ];
    let sdl = |text: &str| format!("{LINK}\n{text}");
    let (things, more, stamps) = (sdl(THINGS), sdl(MORE), sdl(STAMPS));
    let gateway = Composed::start(&[
        ("things", &things, &subgraphs[0]),
        ("more", &more, &subgraphs[1]),
        ("stamps", &stamps, &subgraphs[2]),
    ])
    .await;
    World { gateway, subgraphs }
}

impl World {
    fn token(&self, scope: &str, policies: &Value) -> String {
        let key = &self.gateway.key;
        let mut claims = keys::claims("caller", scope);
        claims["policies"] = policies.clone();
        key.sign(&key.header(), &claims)
    }

    /// The answers to one query over every transport.
    async fn answers(&self, query: &str, token: Option<&str>) -> Vec<(&'static str, Value)> {
        let request = json!({ "query": query });
        let mut url = reqwest::Url::parse(&self.gateway.url()).unwrap();
        url.query_pairs_mut().append_pair("query", query);
        let get = self.gateway.client.get(url);
        let get = get
            .header("accept", "application/json")
            .header("apollo-require-preflight", "1");
        let get = match token {
            Some(token) => get.bearer_auth(token),
            None => get,
        };
        let get = crate::support::gateway::body(get.send().await.unwrap()).await;
        let mut socket = Socket::ready_at(self.gateway.address, token).await;
        socket.subscribe("1", query).await;
        let message = socket.receive().await;
        vec![
            ("POST", self.gateway.ask(&request, token).await),
            // The plan is remembered by now.
            ("POST again", self.gateway.ask(&request, token).await),
            ("GET", get),
            ("WebSocket", message["payload"].clone()),
        ]
    }

    /// Whether any subgraph was asked for a protected field.
    fn was_asked(&self) -> Option<String> {
        let asked = self.subgraphs.iter().flat_map(Fake::asked);
        let mut queries = asked.map(|body| body["query"].as_str().unwrap().to_owned());
        queries.find(|query| PROTECTED.iter().any(|word| query.contains(word)))
    }
}

#[tokio::test]
async fn protected_fields_are_denied_by_every_way() {
    let world = world(json!(TOLD)).await;
    let stranger = world.token("day", &json!("other"));
    for (way, query) in WAYS {
        for token in [None, Some(stranger.as_str())] {
            // A caller who has logged in may read what asks for no more.
            if way == "by login" && token.is_some() {
                continue;
            }
            let expected = match token {
                None => "UNAUTHENTICATED",
                Some(_) => "FORBIDDEN",
            };
            for (transport, answer) in world.answers(query, token).await {
                let said = format!("{way} over {transport}: {answer}");
                assert!(!answer.to_string().contains(TOLD), "{said}");
                assert_eq!(code(&answer), expected, "{said}");
                assert!(answer["errors"][0]["path"].is_array(), "{said}");
            }
        }
    }
    assert_eq!(world.was_asked(), None);
}

#[tokio::test]
async fn those_who_may_read_by_every_way() {
    let world = world(json!(TOLD)).await;
    let holder = world.token("night staff", &json!(["see", "other"]));
    for (way, query) in WAYS {
        for (transport, answer) in world.answers(query, Some(&holder)).await {
            let said = format!("{way} over {transport}: {answer}");
            assert!(answer.to_string().contains(TOLD), "{said}");
            assert_eq!(answer.get("errors"), None, "{said}");
        }
        // Nor is the plan of one who may used for one who may not.
        let guest = world.gateway.query(query).await;
        assert!(!guest.to_string().contains(TOLD), "{way}: {guest}");
    }
}

/// Neither a null nor an absence tells whether there is anything to hide.
#[tokio::test]
async fn a_denial_is_the_same_whatever_is_there() {
    let something = world(json!(TOLD)).await;
    let nothing = world(Value::Null).await;
    for (way, query) in WAYS {
        let (there, absent) = (
            something.gateway.query(query).await,
            nothing.gateway.query(query).await,
        );
        assert_eq!(there, absent, "{way}");
    }
}

#[tokio::test]
async fn scopes_are_alternatives_of_all() {
    let world = world(json!(TOLD)).await;
    let query = json!({"query": "{ thing { scoped } }"});
    for (scope, may) in [
        ("staff", false),
        ("night", false),
        ("staff night", true),
        ("admin", true),
        ("administrator", false),
    ] {
        let token = world.token(scope, &json!([]));
        let answer = world.gateway.ask(&query, Some(&token)).await;
        assert_eq!(
            answer["data"]["thing"]["scoped"] == TOLD,
            may,
            "{scope}: {answer}"
        );
    }
}

/// One request, one operation: what is not supported opens no door either.
#[tokio::test]
async fn batches_and_entities_are_no_way_in() {
    let world = world(json!(TOLD)).await;
    let batch = json!([{"query": "{ thing { secret } }"}]);
    assert_eq!(code(&world.gateway.ask(&batch, None).await), "BAD_REQUEST");
    let entities = r#"{ _entities(representations: [{__typename: "Thing", id: 1}]) { ... on Thing { secret } } }"#;
    let answer = world.gateway.query(entities).await;
    assert_eq!(code(&answer), "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(world.was_asked(), None);
}
