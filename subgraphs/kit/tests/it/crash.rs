//! Deaths on purpose, at each point between "it has happened" and "it is known": nothing is lost, nothing happens twice.
//!
//! Two more such points lie in services: after the payment provider's call (payments), and inside a compensation
//! (checkout).

use crate::amqp::broker;
use crate::proxy::Proxy;
use crate::world::{Note, World, amqp, amqp_in, amqp_url, in_process, namespace, until};
use std::sync::Arc;
use subgraph_kit::bus::Bus;
use subgraph_testing::CrashPoint;

/// How often each point is hit.
const TIMES: i64 = 20;

/// Says `TIMES` notes, each after the one before has arrived and is marked as sent; all arrive once, in order.
async fn say_all(world: &World) {
    for number in 0..TIMES {
        world.note("a", number, "").await;
        until("it is marked as sent", async || world.unsent().await == 0).await;
    }
    let expected: Vec<i64> = (0..TIMES).collect();
    until("all took effect", async || {
        world.effects("a").await.len() as i64 >= TIMES
    })
    .await;
    assert_eq!(world.effects("a").await, expected);
}

async fn dies_after_commit_before_publish(bus: Arc<dyn Bus>) {
    let mut world = World::new(bus).await;
    for number in 0..TIMES {
        let note = Note {
            subject: "a".to_owned(),
            number,
            wish: String::new(),
        };
        world = world.die_after_commit(&note).await;
        until("it arrives", async || {
            world.effects("a").await.len() as i64 == number + 1
        })
        .await;
    }
    assert_eq!(world.effects("a").await, (0..TIMES).collect::<Vec<_>>());
    world.stop().await;
}

async fn dies_after_confirm_before_marked(bus: Arc<dyn Bus>) {
    let world = World::new(bus).await;
    let point = CrashPoint::set(
        world.talker.db(),
        "marking",
        "UPDATE",
        "outbox",
        "NEW.sent_at IS NOT NULL",
        TIMES,
    )
    .await;
    say_all(&world).await;
    assert_eq!(point.crashes().await, TIMES);
    world.stop().await;
}

async fn dies_when_the_handler_commits(bus: Arc<dyn Bus>) {
    let world = World::new(bus).await;
    let point = CrashPoint::set(world.heard(), "handling", "INSERT", "effect", "true", TIMES).await;
    say_all(&world).await;
    assert_eq!(point.crashes().await, TIMES);
    world.stop().await;
}

#[tokio::test]
async fn after_commit_before_publish_in_process() {
    dies_after_commit_before_publish(in_process()).await;
}

#[tokio::test]
async fn after_commit_before_publish_over_amqp() {
    dies_after_commit_before_publish(amqp(None)).await;
}

#[tokio::test]
async fn after_confirm_before_marked_in_process() {
    dies_after_confirm_before_marked(in_process()).await;
}

#[tokio::test]
async fn after_confirm_before_marked_over_amqp() {
    dies_after_confirm_before_marked(amqp(None)).await;
}

#[tokio::test]
async fn when_the_handler_commits_in_process() {
    dies_when_the_handler_commits(in_process()).await;
}

#[tokio::test]
async fn when_the_handler_commits_over_amqp() {
    dies_when_the_handler_commits(amqp(None)).await;
}

/// The broker has the event and its confirm is lost: it is published again, and has its effect once.
#[tokio::test]
async fn after_publish_before_confirm() {
    let (address, url) = broker();
    let proxy = Proxy::to(address).await;
    let namespace = namespace();
    let talkers = amqp_in(&namespace, url(proxy.address()));
    let world = World::on(talkers, amqp_in(&namespace, amqp_url())).await;
    world.note("a", 0, "").await;
    until("the first one is sent", async || world.unsent().await == 0).await;
    for number in 1..=TIMES {
        proxy.mute();
        world.note("a", number, "").await;
        until("it takes effect", async || {
            world.effects("a").await.last() == Some(&number)
        })
        .await;
        assert_eq!(world.unsent().await, 1, "nobody knows");
        proxy.cut();
        until("it is sent again", async || world.unsent().await == 0).await;
    }
    assert_eq!(world.effects("a").await, (0..=TIMES).collect::<Vec<_>>());
    world.stop().await;
}

/// The effect is committed and its acknowledgement is lost: the broker delivers again, and nothing more happens.
#[tokio::test]
async fn after_the_handlers_commit_before_the_ack() {
    let (address, url) = broker();
    let proxy = Proxy::to(address).await;
    let namespace = namespace();
    let listeners = amqp_in(&namespace, url(proxy.address()));
    let world = World::on(amqp_in(&namespace, amqp_url()), listeners).await;
    for number in 0..=2 * TIMES {
        // Every other one shows that the connection stands again, and that what was delivered again is through.
        let is_lost = number % 2 == 1;
        if is_lost {
            proxy.deafen();
        }
        world.note("a", number, "").await;
        until("it takes effect", async || {
            world.effects("a").await.last() == Some(&number)
        })
        .await;
        if is_lost {
            proxy.cut();
        }
    }
    assert_eq!(
        world.effects("a").await,
        (0..=2 * TIMES).collect::<Vec<_>>()
    );
    world.stop().await;
}
