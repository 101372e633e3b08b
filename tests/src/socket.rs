//! A GraphQL client over WebSocket (`graphql-transport-ws`).

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// Longest wait for one message.
const PATIENCE: Duration = Duration::from_secs(60);

/// An acknowledged connection with one subscription.
#[derive(Debug)]
pub struct Subscription {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Subscription {
    /// Connects, says hello and subscribes. `base` is the gateway's HTTP address.
    pub async fn open(base: &str, token: Option<&str>, query: &str, variables: Value) -> Self {
        let url = format!("{}/graphql", base.replacen("http", "ws", 1));
        let mut request = url.into_client_request().unwrap();
        let protocol = "graphql-transport-ws".parse().unwrap();
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol);
        let (socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
        let mut subscription = Self { socket };
        let payload = token.map_or(
            json!({}),
            |token| json!({ "Authorization": format!("Bearer {token}") }),
        );
        subscription
            .send(json!({ "type": "connection_init", "payload": payload }))
            .await;
        assert_eq!(
            subscription.receive().await.unwrap()["type"],
            "connection_ack"
        );
        let payload = json!({ "query": query, "variables": variables });
        subscription
            .send(json!({ "id": "1", "type": "subscribe", "payload": payload }))
            .await;
        subscription
    }

    /// The next event's response; `None` when the stream has completed.
    ///
    /// # Panics
    /// When it ends with an error or nothing comes in time.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            let message = self.receive().await?;
            match message["type"].as_str().unwrap() {
                "next" => return Some(message["payload"].clone()),
                "complete" => return None,
                "ping" => self.send(json!({ "type": "pong" })).await,
                "pong" => {}
                other => panic!("unexpected {other}: {message}"),
            }
        }
    }

    async fn send(&mut self, message: Value) {
        self.socket
            .send(Message::text(message.to_string()))
            .await
            .unwrap();
    }

    async fn receive(&mut self) -> Option<Value> {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.socket.next())
                .await
                .unwrap();
            match message.transpose().unwrap()? {
                Message::Text(text) => return Some(serde_json::from_str(&text).unwrap()),
                Message::Close(frame) => panic!("closed: {frame:?}"),
                Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_) => {}
            }
        }
    }
}
