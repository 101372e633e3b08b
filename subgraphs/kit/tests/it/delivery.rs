//! The rules of delivery, on both transports.

use crate::world::{self, Unheard, World, execute, until};
use diesel_async::RunQueryDsl;
use std::sync::Arc;
use subgraph_kit::bus::Bus;
use subgraph_kit::db::{Db, DbError};
use subgraph_kit::events::dead_letter::{self, DeadLetter};
use subgraph_kit::events::outbox;

macro_rules! on_both_transports {
    ($($scenario:ident),* $(,)?) => {
        mod in_process {
            $(#[tokio::test]
            async fn $scenario() {
                super::$scenario(crate::world::in_process()).await;
            })*
        }
        mod amqp {
            $(#[tokio::test]
            async fn $scenario() {
                super::$scenario(crate::world::amqp(None)).await;
            })*
        }
    };
}

on_both_transports!(
    every_event_takes_effect_once_and_in_order,
    what_is_rolled_back_is_never_said,
    poison_is_a_dead_letter_at_once,
    a_fault_is_a_dead_letter_after_eight_attempts,
    a_panic_and_a_failed_statement_are_faults,
    a_dependency_that_is_away_costs_no_attempt,
    a_second_delivery_has_no_effect,
    nothing_is_lost_while_the_consumer_is_down,
    what_nobody_must_hear_does_not_stay,
    a_replayed_dead_letter_takes_effect,
);

async fn dead_letters(db: &Db) -> Vec<DeadLetter> {
    dead_letter::list(&mut db.conn().await.unwrap(), 100)
        .await
        .unwrap()
}

async fn every_event_takes_effect_once_and_in_order(bus: Arc<dyn Bus>) {
    let world = World::new(bus).await;
    for number in 0..100 {
        for subject in ["a", "b", "c"] {
            world.note(subject, number, "").await;
        }
    }
    let expected: Vec<i64> = (0..100).collect();
    for subject in ["a", "b", "c"] {
        until("all took effect", async || {
            world.effects(subject).await.len() >= 100
        })
        .await;
        assert_eq!(world.effects(subject).await, expected, "{subject}");
    }
    until("all are marked", async || world.unsent().await == 0).await;
    world.stop().await;
}

async fn what_is_rolled_back_is_never_said(bus: Arc<dyn Bus>) {
    let world = World::new(bus).await;
    let undone = world
        .talker
        .db()
        .transaction(async |conn| {
            outbox::append(
                conn,
                &Unheard {
                    subject: "x".into(),
                },
            )
            .await?;
            Err::<(), _>(DbError::from(diesel::result::Error::RollbackTransaction))
        })
        .await;
    assert!(undone.is_err());
    assert_eq!(world.unsent().await, 0);
    world.note("a", 1, "").await;
    until("the next one arrives", async || {
        world.effects("a").await == [1]
    })
    .await;
    world.stop().await;
}

async fn poison_is_a_dead_letter_at_once(bus: Arc<dyn Bus>) {
    let world = World::new(bus).await;
    world.note("a", 1, "poison").await;
    world.note("a", 2, "").await;
    until("the next one arrives", async || {
        world.effects("a").await == [2]
    })
    .await;
    until("the letter is dead", async || {
        !dead_letters(world.heard()).await.is_empty()
    })
    .await;
    let letters = dead_letters(world.heard()).await;
    assert_eq!(letters.len(), 1);
    assert_eq!(
        (letters[0].cause.as_str(), letters[0].attempts),
        ("poison", 1)
    );
    assert_eq!(letters[0].error, "the event can never be handled: poisoned");
    world.stop().await;
}

async fn a_fault_is_a_dead_letter_after_eight_attempts(bus: Arc<dyn Bus>) {
    let world = World::new(bus).await;
    world.note("a", 1, "fault").await;
    world.note("b", 2, "").await;
    until("others are not blocked", async || {
        world.effects("b").await == [2]
    })
    .await;
    until("the letter is dead", async || {
        !dead_letters(world.heard()).await.is_empty()
    })
    .await;
    let letters = dead_letters(world.heard()).await;
    assert_eq!(
        (letters[0].cause.as_str(), letters[0].attempts),
        ("fault", 8)
    );
    assert!(world.effects("a").await.is_empty());
    world.stop().await;
}

async fn a_panic_and_a_failed_statement_are_faults(bus: Arc<dyn Bus>) {
    let world = World::new(bus).await;
    world.note("a", 1, "panic").await;
    world.note("b", 2, "bad statement").await;
    until("both letters are dead", async || {
        dead_letters(world.heard()).await.len() == 2
    })
    .await;
    for letter in dead_letters(world.heard()).await {
        assert_eq!((letter.cause.as_str(), letter.attempts), ("fault", 8));
    }
    world.note("a", 3, "").await;
    until("the service lives", async || {
        world.effects("a").await == [3]
    })
    .await;
    world.stop().await;
}

async fn a_dependency_that_is_away_costs_no_attempt(bus: Arc<dyn Bus>) {
    let world = World::new(bus).await;
    world.set_dependency(true).await;
    world.note("a", 1, "dependency").await;
    world.note("a", 2, "").await;
    world.note("b", 3, "").await;
    until("others are not blocked", async || {
        world.effects("b").await == [3]
    })
    .await;
    until("it was tried more often than a fault may be", async || {
        tries(world.heard()).await > 8
    })
    .await;
    assert!(
        world.effects("a").await.is_empty(),
        "the later one does not overtake"
    );
    world.set_dependency(false).await;
    until("it takes effect", async || {
        world.effects("a").await == [1, 2]
    })
    .await;
    assert!(dead_letters(world.heard()).await.is_empty());
    world.stop().await;
}

async fn tries(db: &Db) -> i32 {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        tries: i32,
    }
    let mut conn = db.conn().await.unwrap();
    let row: Row = diesel::sql_query("SELECT coalesce(max(tries), 0) AS tries FROM bus_queue")
        .get_result(&mut conn)
        .await
        .unwrap();
    row.tries
}

async fn a_second_delivery_has_no_effect(bus: Arc<dyn Bus>) {
    let world = World::new(bus).await;
    world.note("a", 1, "").await;
    until("it took effect", async || world.effects("a").await == [1]).await;
    until("it is marked", async || world.unsent().await == 0).await;
    // As after a crash between the confirm and the mark.
    execute(world.talker.db(), "UPDATE outbox SET sent_at = NULL").await;
    until("it is sent again", async || world.unsent().await == 0).await;
    world.note("a", 2, "").await;
    until("the next one arrives", async || {
        world.effects("a").await.contains(&2)
    })
    .await;
    assert_eq!(world.effects("a").await, [1, 2]);
    world.stop().await;
}

async fn nothing_is_lost_while_the_consumer_is_down(bus: Arc<dyn Bus>) {
    let mut world = World::new(bus).await;
    world.note("a", 1, "").await;
    until("it took effect", async || world.effects("a").await == [1]).await;
    world.stop_listener().await;
    for number in 2..20 {
        world.note("a", number, "").await;
    }
    world.start_listener().await;
    let expected: Vec<i64> = (1..20).collect();
    until("all took effect", async || {
        world.effects("a").await.len() >= expected.len()
    })
    .await;
    assert_eq!(world.effects("a").await, expected);
    world.stop().await;
}

async fn what_nobody_must_hear_does_not_stay(bus: Arc<dyn Bus>) {
    let world = World::new(bus).await;
    world
        .say(&Unheard {
            subject: "x".into(),
        })
        .await;
    until("it is gone", async || world.unsent().await == 0).await;
    // The same fact, but somebody must hear it.
    execute(
        world.talker.db(),
        "UPDATE outbox SET mandatory = true, sent_at = NULL, retry_at = now()",
    )
    .await;
    world.note("a", 1, "").await;
    until("others are not blocked", async || {
        world.effects("a").await == [1]
    })
    .await;
    assert_eq!(world.unsent().await, 1);
    world.stop().await;
}

async fn a_replayed_dead_letter_takes_effect(bus: Arc<dyn Bus>) {
    let world = World::new(bus).await;
    world.note("a", 1, "fault").await;
    until("the letter is dead", async || {
        !dead_letters(world.heard()).await.is_empty()
    })
    .await;
    // What was wrong is put right.
    execute(
        world.heard(),
        "UPDATE dead_letter SET body = replace(body, '\"wish\":\"fault\"', '\"wish\":\"\"')",
    )
    .await;
    let replayed = dead_letter::replay(&mut world.heard().conn().await.unwrap(), None, 10)
        .await
        .unwrap();
    assert_eq!(replayed, 1);
    until("it took effect", async || world.effects("a").await == [1]).await;
    assert!(dead_letters(world.heard()).await.is_empty());
    world.stop().await;
}

#[tokio::test]
async fn in_process_nothing_goes_out_before_all_have_connected() {
    let bus = world::in_process();
    let signer = subgraph_kit::identity::Signer::generate();
    let database = private_postgres::testing::database("talker").await;
    let talker = world::launch::<world::Talker>(&bus, database.url(), &signer).await;
    let note = world::Note {
        subject: "a".into(),
        number: 1,
        wish: String::new(),
    };
    talker
        .db()
        .transaction(async |conn| Ok::<_, DbError>(outbox::append(conn, &note).await?))
        .await
        .unwrap();
    let heard_at = private_postgres::testing::database("listener").await;
    let listener = world::launch::<world::Listener>(&bus, heard_at.url(), &signer).await;
    until("it took effect", async || {
        let mut conn = listener.db().conn().await.unwrap();
        diesel::sql_query("SELECT 1 FROM effect")
            .execute(&mut conn)
            .await
            .unwrap()
            == 1
    })
    .await;
    assert!(talker.stop().await && listener.stop().await);
}
