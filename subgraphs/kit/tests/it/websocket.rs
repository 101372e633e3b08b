//! Subscriptions over WebSocket.

use crate::world::{Talker, in_process, launch};
use futures::{SinkExt, StreamExt};
use private_postgres::testing::TestDatabase;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use subgraph_kit::identity::{Caller, Signer};
use subgraph_kit::service::Running;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

pub(crate) struct Client(WebSocketStream<TcpStream>);

impl Client {
    pub(crate) async fn open(address: SocketAddr, identity: Option<&str>) -> Self {
        let mut request = format!("ws://{address}/graphql")
            .into_client_request()
            .unwrap();
        let headers = request.headers_mut();
        headers.insert(
            "sec-websocket-protocol",
            "graphql-transport-ws".parse().unwrap(),
        );
        if let Some(identity) = identity {
            headers.insert("portico-identity", identity.parse().unwrap());
        }
        let stream = TcpStream::connect(address).await.unwrap();
        Self(
            tokio_tungstenite::client_async(request, stream)
                .await
                .unwrap()
                .0,
        )
    }

    pub(crate) async fn send(&mut self, message: Value) {
        self.0
            .send(Message::text(message.to_string()))
            .await
            .unwrap();
    }

    pub(crate) async fn next(&mut self) -> Message {
        tokio::time::timeout(Duration::from_secs(20), self.0.next())
            .await
            .expect("a message comes")
            .unwrap()
            .unwrap()
    }

    pub(crate) async fn next_json(&mut self) -> Value {
        match self.next().await {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("expected text, not {other}"),
        }
    }

    pub(crate) async fn subscribe(&mut self, id: &str, query: &str) {
        self.send(json!({ "id": id, "type": "subscribe", "payload": { "query": query } }))
            .await;
    }

    pub(crate) async fn next_data(&mut self, id: &str) -> Value {
        let message = self.next_json().await;
        assert_eq!(
            (message["type"].as_str(), message["id"].as_str()),
            (Some("next"), Some(id)),
            "{message}"
        );
        message["payload"]["data"].clone()
    }

    async fn close_code(&mut self) -> u16 {
        loop {
            if let Message::Close(frame) = self.next().await {
                return frame.expect("a close has a code").code.into();
            }
        }
    }
}

struct Fixture {
    running: Running,
    signer: Signer,
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
            _database: database,
        }
    }

    async fn client(&self) -> Client {
        let identity = self.signer.sign(&Caller::Guest, "talker").unwrap();
        let mut client = Client::open(self.running.address(), Some(&identity)).await;
        client.send(json!({ "type": "connection_init" })).await;
        assert_eq!(client.next_json().await["type"], "connection_ack");
        client
    }
}

#[tokio::test]
async fn streams_until_the_end_and_answers_pings() {
    let fixture = Fixture::new().await;
    let mut client = fixture.client().await;
    client.subscribe("a", "subscription { count(to: 2) }").await;
    assert_eq!(client.next_data("a").await, json!({ "count": 0 }));
    assert_eq!(client.next_data("a").await, json!({ "count": 1 }));
    assert_eq!(
        client.next_json().await,
        json!({ "id": "a", "type": "complete" })
    );
    client
        .send(json!({ "type": "ping", "payload": { "n": 1 } }))
        .await;
    assert_eq!(
        client.next_json().await,
        json!({ "type": "pong", "payload": { "n": 1 } })
    );
    client.subscribe("b", "subscription { nothing }").await;
    let refused = client.next_json().await;
    assert_eq!(refused["type"], "error");
    assert_eq!(
        refused["payload"][0]["extensions"]["code"],
        "GRAPHQL_VALIDATION_FAILED"
    );
    assert!(fixture.running.stop().await);
}

#[tokio::test]
async fn closes_with_the_protocols_codes() {
    let fixture = Fixture::new().await;
    let address = fixture.running.address();
    let identity = fixture.signer.sign(&Caller::Guest, "talker").unwrap();
    let init = json!({ "type": "connection_init" });
    let forever = json!({ "id": "a", "type": "subscribe", "payload": { "query": "subscription { changes(topic: \"x\") }" } });
    let cases = [
        (
            "no message of the protocol",
            vec![json!({ "type": "nonsense" })],
            4400,
        ),
        ("subscribes first", vec![forever.clone()], 4401),
        ("initialises twice", vec![init.clone(), init.clone()], 4429),
        (
            "uses an id twice",
            vec![init.clone(), forever.clone(), forever],
            4409,
        ),
    ];
    for (name, messages, expected) in cases {
        let mut client = Client::open(address, Some(&identity)).await;
        for message in messages {
            client.send(message).await;
        }
        assert_eq!(client.close_code().await, expected, "{name}");
    }
    let stream = TcpStream::connect(address).await.unwrap();
    let plain = format!("ws://{address}/graphql")
        .into_client_request()
        .unwrap();
    let mut stranger = Client(
        tokio_tungstenite::client_async(plain, stream)
            .await
            .unwrap()
            .0,
    );
    assert_eq!(stranger.close_code().await, 4406);
    let mut forged = Client::open(address, None).await;
    forged
        .send(json!({ "type": "connection_init", "payload": { "portico-identity": "x" } }))
        .await;
    assert_eq!(forged.close_code().await, 4403);
    assert!(fixture.running.stop().await);
}

#[tokio::test]
async fn stopping_closes_open_connections() {
    let fixture = Fixture::new().await;
    let mut client = fixture.client().await;
    client
        .subscribe("a", "subscription { changes(topic: \"x\") }")
        .await;
    client.next_data("a").await;
    let (clean, code) = tokio::join!(fixture.running.stop(), client.close_code());
    assert!(clean);
    assert_eq!(code, 1001);
}
