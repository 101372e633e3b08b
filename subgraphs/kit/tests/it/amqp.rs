//! What only a broker can do to us.

use crate::proxy::Proxy;
use crate::world::{World, amqp, amqp_url, until};
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::{BasicProperties, Connection, ConnectionProperties};
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;
use subgraph_kit::bus::{AmqpBus, AmqpConfig};
use subgraph_kit::events::dead_letter;

/// The broker's address, and its URL with another one in place.
pub(crate) fn broker() -> (SocketAddr, impl Fn(SocketAddr) -> String) {
    let url = amqp_url();
    let start = url.find('@').expect("the URL names a user") + 1;
    let end = url[start..].find('/').map_or(url.len(), |at| start + at);
    let address = url[start..end].to_socket_addrs().unwrap().next().unwrap();
    (address, move |other| {
        format!("{}{other}{}", &url[..start], &url[end..])
    })
}

#[tokio::test]
async fn cut_connections_lose_nothing_and_repeat_nothing() {
    let (address, url) = broker();
    let proxy = Proxy::to(address).await;
    let world = World::new(amqp(Some(url(proxy.address())))).await;
    let total = 400;
    for number in 0..total {
        world.note("a", number, "").await;
        if number % 40 == 20 {
            proxy.cut();
        }
    }
    until("all took effect", async || {
        world.effects("a").await.len() as i64 >= total
    })
    .await;
    let mut effects = world.effects("a").await;
    effects.sort_unstable();
    assert_eq!(effects, (0..total).collect::<Vec<_>>());
    until("all are marked", async || world.unsent().await == 0).await;
    world.stop().await;
}

#[tokio::test]
async fn a_service_starts_and_works_without_the_broker() {
    let (address, url) = broker();
    let down = Proxy::to(address).await;
    let there = down.address();
    drop(down);
    let world = World::new(amqp(Some(url(there)))).await;
    world.note("a", 1, "").await;
    assert_eq!(world.unsent().await, 1);
    world.stop().await;
}

#[tokio::test]
async fn a_body_that_is_no_event_is_a_dead_letter() {
    let namespace = format!("test-{}", uuid::Uuid::now_v7());
    let bus = Arc::new(AmqpBus::new(AmqpConfig {
        url: amqp_url(),
        namespace: namespace.clone(),
        consumers: vec!["listener".to_owned()],
        longest_reconnect: Duration::from_millis(200),
        ..AmqpConfig::default()
    }));
    let world = World::new(bus).await;
    // The first event proves that the queue is there.
    world.note("a", 1, "").await;
    until("it took effect", async || world.effects("a").await == [1]).await;
    let bodies: [&[u8]; 4] = [b"", b"{", b"\xff\x00", br#"{"specversion":"2.0"}"#];
    for body in bodies {
        publish_raw(&format!("{namespace}.portico.events"), body).await;
    }
    until("all are dead letters", async || {
        let mut conn = world.heard().conn().await.unwrap();
        dead_letter::count(&mut conn).await.unwrap() == 4
    })
    .await;
    world.note("a", 2, "").await;
    until("the next one arrives", async || {
        world.effects("a").await == [1, 2]
    })
    .await;
    let mut conn = world.heard().conn().await.unwrap();
    assert_eq!(
        dead_letter::replay(&mut conn, None, 10).await.unwrap(),
        0,
        "what cannot be read cannot be replayed"
    );
    drop(conn);
    world.stop().await;
}

async fn publish_raw(exchange: &str, body: &[u8]) {
    let connection = Connection::connect(&amqp_url(), ConnectionProperties::default())
        .await
        .unwrap();
    let channel = connection.create_channel().await.unwrap();
    channel
        .confirm_select(ConfirmSelectOptions::default())
        .await
        .unwrap();
    let options = BasicPublishOptions {
        mandatory: true,
        ..BasicPublishOptions::default()
    };
    let confirmed = channel
        .basic_publish(
            exchange.into(),
            "note.written.v1".into(),
            options,
            body,
            BasicProperties::default(),
        )
        .await
        .unwrap()
        .await
        .unwrap();
    assert!(confirmed.is_ack() && confirmed.take_message().is_none());
    connection.close(200, "done".into()).await.unwrap();
}
