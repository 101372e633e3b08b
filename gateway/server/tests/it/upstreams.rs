//! Subscriptions with hops below the root, against a subgraph whose socket does as it is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{Message, WebSocket};
use axum::extract::{State, WebSocketUpgrade};
use axum::routing::get;
use gateway_server::config::Config;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::support::fake::{Composed, Fake, entities};
use crate::support::gateway::{code, until};
use crate::support::socket::Socket;

const LINK: &str =
    r#"extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key"])"#;
const EVENTS: &str = "type Query { none: Int } type Subscription { seen: Item } type Item @key(fields: \"id\") { id: ID! blob: String }";
const OWNERS: &str = "type Item @key(fields: \"id\") { id: ID! owner: Owner } type Owner @key(fields: \"id\") { id: ID! }";
const NAMES: &str = "type Owner @key(fields: \"id\") { id: ID! name: String! }";
const NESTED: &str = "subscription { s: seen { id owner { n: name } } }";

/// What the subgraph's socket does next.
enum Act {
    /// Sends a message with the subscription's id.
    Say(Value),
    /// Sends so many large events, as fast as they are taken.
    Flood(usize),
    /// Closes the socket without a word.
    Vanish,
}

#[derive(Clone)]
struct Upstream {
    acts: Arc<Mutex<Receiver<Act>>>,
    open: Arc<AtomicUsize>,
    sent: Arc<AtomicUsize>,
}

struct World {
    gateway: Composed,
    acts: Sender<Act>,
    open: Arc<AtomicUsize>,
    sent: Arc<AtomicUsize>,
    _fakes: [Fake; 3],
}

async fn world(change: impl FnOnce(&mut Config)) -> World {
    let (acts, receiver) = channel(16);
    let upstream = Upstream {
        acts: Arc::new(Mutex::new(receiver)),
        open: Arc::default(),
        sent: Arc::default(),
    };
    let (open, sent) = (upstream.open.clone(), upstream.sent.clone());
    let router = Router::new()
        .route("/socket", get(socket))
        .with_state(upstream);
    let events = Fake::with(router, |_| (200, r#"{"data":{}}"#.to_owned())).await;
    let owners = Fake::start(|request| {
        let owner = json!({"owner": {"id": "7"}});
        (
            200,
            json!({"data": {"_entities": entities(request, &owner)}}).to_string(),
        )
    })
    .await;
    // The third request fails.
    let asked = AtomicUsize::new(0);
    let names = Fake::start(move |request| {
        if asked.fetch_add(1, Ordering::SeqCst) == 2 {
            return (500, "<html>".to_owned());
        }
        let name = json!({"n": "N"});
        (
            200,
            json!({"data": {"_entities": entities(request, &name)}}).to_string(),
        )
    })
    .await;
    let sdl = |text: &str| format!("{LINK}\n{text}");
    let subgraphs = [
        ("events", sdl(EVENTS)),
        ("owners", sdl(OWNERS)),
        ("names", sdl(NAMES)),
    ];
    let gateway = Composed::with(
        &[
            (subgraphs[0].0, &subgraphs[0].1, &events),
            (subgraphs[1].0, &subgraphs[1].1, &owners),
            (subgraphs[2].0, &subgraphs[2].1, &names),
        ],
        |config| {
            let said = config.subgraphs.get_mut("events").unwrap();
            said.subscription_url = Some(events.server.url("/socket").parse().unwrap());
            change(config);
        },
    )
    .await;
    World {
        gateway,
        acts,
        open,
        sent,
        _fakes: [events, owners, names],
    }
}

async fn socket(
    State(upstream): State<Upstream>,
    upgrade: WebSocketUpgrade,
) -> axum::response::Response {
    upgrade
        .protocols(["graphql-transport-ws"])
        .on_upgrade(move |socket| async move {
            upstream.open.fetch_add(1, Ordering::SeqCst);
            play(socket, &upstream).await;
            upstream.open.fetch_sub(1, Ordering::SeqCst);
        })
}

/// Until the other side leaves, or the script says so.
async fn play(mut socket: WebSocket, upstream: &Upstream) {
    let ack = json!({"type": "connection_ack"});
    if socket.recv().await.is_none() || say(&mut socket, &ack).await.is_none() {
        return;
    }
    // A gateway whose client has left already may break the connection off.
    let Some(Ok(subscribe)) = socket.recv().await else {
        return;
    };
    let subscribe = subscribe.into_text().unwrap();
    let id = serde_json::from_str::<Value>(&subscribe).unwrap()["id"].clone();
    let mut acts = upstream.acts.lock().await;
    loop {
        let act = tokio::select! {
            act = acts.recv() => act,
            heard = socket.recv() => match heard {
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                Some(_) | None => return,
            },
        };
        match act {
            None | Some(Act::Vanish) => return,
            Some(Act::Say(mut message)) => {
                message["id"] = id.clone();
                if say(&mut socket, &message).await.is_none() {
                    return;
                }
            }
            Some(Act::Flood(count)) => {
                let blob = "x".repeat(64 * 1024);
                for number in 0..count {
                    let mut message = event(&number.to_string());
                    message["id"] = id.clone();
                    message["payload"]["data"]["s"]["blob"] = json!(blob);
                    if say(&mut socket, &message).await.is_none() {
                        return;
                    }
                    upstream.sent.fetch_add(1, Ordering::SeqCst);
                }
            }
        }
    }
}

async fn say(socket: &mut WebSocket, message: &Value) -> Option<()> {
    socket.send(Message::text(message.to_string())).await.ok()
}

fn event(id: &str) -> Value {
    json!({"type": "next", "payload": {"data": {"s": {"id": id, "__typename": "Item"}}}})
}

impl World {
    async fn act(&self, act: Act) {
        assert!(self.acts.send(act).await.is_ok());
    }

    async fn subscribed(&self, query: &str) -> Socket {
        let mut socket = Socket::ready_at(self.gateway.address, None).await;
        socket.subscribe("1", query).await;
        until("the subgraph is subscribed to", async || {
            self.open.load(Ordering::SeqCst) == 1
        })
        .await;
        socket
    }

    async fn until_left(&self) {
        until("the subgraph's socket is closed", async || {
            self.open.load(Ordering::SeqCst) == 0
        })
        .await;
    }
}

#[tokio::test]
async fn rule_46_events_are_completed_by_hops_of_hops() {
    let world = world(|_| {}).await;
    let mut socket = world.subscribed(NESTED).await;
    for id in ["1", "2"] {
        world.act(Act::Say(event(id))).await;
        assert_eq!(
            socket.receive().await["payload"],
            json!({"data": {"s": {"id": id, "owner": {"n": "N"}}}})
        );
    }
    // The third event's second hop fails: its error is that event's alone.
    world.act(Act::Say(event("3"))).await;
    let failed = socket.receive().await["payload"].clone();
    assert_eq!(failed["data"], json!({"s": {"id": "3", "owner": null}}));
    assert_eq!(code(&failed), "SUBGRAPH_REJECTED");
    assert_eq!(failed["errors"][0]["path"], json!(["s", "owner"]));
    world.act(Act::Say(event("4"))).await;
    let next = socket.receive().await["payload"].clone();
    assert_eq!(
        next,
        json!({"data": {"s": {"id": "4", "owner": {"n": "N"}}}})
    );
    world.act(Act::Say(json!({"type": "complete"}))).await;
    assert_eq!(
        socket.receive().await,
        json!({"type": "complete", "id": "1"})
    );
    world.until_left().await;
}

#[tokio::test]
async fn rule_46_an_event_with_errors_is_passed_on_with_its_hops() {
    let world = world(|_| {}).await;
    let mut socket = world
        .subscribed("subscription { s: seen { id blob owner { n: name } } }")
        .await;
    let mut partial = event("1");
    partial["payload"]["errors"] = json!([{"message": "no blob", "path": ["s", "blob"]}]);
    world.act(Act::Say(partial)).await;
    let seen = socket.receive().await["payload"].clone();
    assert_eq!(
        seen["data"],
        json!({"s": {"id": "1", "blob": null, "owner": {"n": "N"}}})
    );
    assert_eq!(seen["errors"][0]["path"], json!(["s", "blob"]));
    // An event without data is an answer too, and the stream goes on.
    let nothing =
        json!({"type": "next", "payload": {"data": null, "errors": [{"message": "torn"}]}});
    world.act(Act::Say(nothing)).await;
    let seen = socket.receive().await["payload"].clone();
    assert_eq!(
        (&seen["data"]["s"], code(&seen)),
        (&Value::Null, "SUBGRAPH_ERROR")
    );
    world.act(Act::Say(event("2"))).await;
    assert_eq!(socket.receive().await["payload"]["data"]["s"]["id"], "2");
}

/// The gateway does not subscribe again by itself: events would be lost in between, and nobody would know.
#[tokio::test]
async fn a_stream_that_breaks_is_an_error_and_can_be_opened_again() {
    let world = world(|_| {}).await;
    let mut socket = world.subscribed(NESTED).await;
    world.act(Act::Vanish).await;
    let broken = socket.receive().await;
    assert_eq!(
        (&broken["type"], &broken["id"]),
        (&json!("error"), &json!("1"))
    );
    assert_eq!(
        broken["payload"][0]["extensions"]["code"],
        "SUBGRAPH_UNREACHABLE"
    );
    world.until_left().await;
    socket.subscribe("1", NESTED).await;
    world.act(Act::Say(event("5"))).await;
    assert_eq!(socket.receive().await["payload"]["data"]["s"]["id"], "5");
}

#[tokio::test]
async fn the_subgraphs_refusal_reaches_the_client() {
    let world = world(|_| {}).await;
    let mut socket = world.subscribed(NESTED).await;
    let refusal = json!({"type": "error", "payload": [{"message": "not you", "extensions": {"code": "NOT_YOU"}}]});
    world.act(Act::Say(refusal)).await;
    let seen = socket.receive().await;
    assert_eq!(
        seen["payload"]["errors"][0]["extensions"]["code"],
        "NOT_YOU"
    );
    assert_eq!(socket.receive().await["type"], "complete");
}

#[tokio::test]
async fn garbage_from_the_subgraph_ends_the_subscription_only() {
    let world = world(|_| {}).await;
    let mut socket = world.subscribed(NESTED).await;
    world.act(Act::Say(json!({"type": 7}))).await;
    assert_eq!(socket.receive().await["type"], "error");
    socket.subscribe("2", "{ __typename }").await;
    assert_eq!(socket.receive().await["id"], "2");
}

#[tokio::test]
async fn unsubscribing_reaches_the_subgraph() {
    let world = world(|_| {}).await;
    let mut socket = world.subscribed(NESTED).await;
    socket.send(json!({"type": "complete", "id": "1"})).await;
    world.until_left().await;
    socket.subscribe("2", NESTED).await;
    until("it is subscribed again", async || {
        world.open.load(Ordering::SeqCst) == 1
    })
    .await;
    drop(socket);
    world.until_left().await;
}

/// Some megabytes lie in the sockets on the way; the gateway keeps no more than an event.
#[tokio::test]
async fn a_slow_subscriber_slows_its_own_stream_and_is_left_in_the_end() {
    const EVENTS: usize = 20_000;
    let world = world(|config| config.websocket.send_timeout = Duration::from_millis(500)).await;
    let socket = world
        .subscribed("subscription { s: seen { id blob } }")
        .await;
    world.act(Act::Flood(EVENTS)).await;
    // The client reads nothing: it is given up, and the subgraph with it, long before all is sent.
    world.until_left().await;
    let sent = world.sent.load(Ordering::SeqCst);
    assert!(
        sent > 0 && sent < EVENTS / 10,
        "{sent} events of 64 KiB were taken"
    );
    drop(socket);
}
