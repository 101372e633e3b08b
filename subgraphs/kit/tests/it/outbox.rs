//! The outbox skips nothing, however its writers interleave.

use crate::world::{Note, World, in_process, until};
use std::sync::Arc;
use std::time::Duration;
use subgraph_kit::db::DbError;
use subgraph_kit::events::outbox;

const WRITERS: i64 = 32;
const EVENTS: i64 = 25;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_skipped_when_numbers_commit_out_of_order() {
    let world = Arc::new(World::new(in_process()).await);
    let writers = (0..WRITERS).map(|writer| {
        let world = Arc::clone(&world);
        async move {
            for number in 0..EVENTS {
                let note = Note {
                    subject: format!("writer {writer}"),
                    number,
                    wish: String::new(),
                };
                let delay = Duration::from_millis(rand::random_range(0..8));
                world
                    .talker
                    .db()
                    .transaction(async |conn| {
                        outbox::append(conn, &note).await?;
                        // The number is drawn, the commit comes later: others overtake.
                        tokio::time::sleep(delay).await;
                        Ok::<_, DbError>(())
                    })
                    .await
                    .unwrap();
            }
        }
    });
    futures::future::join_all(writers).await;
    let expected: Vec<i64> = (0..EVENTS).collect();
    for writer in 0..WRITERS {
        let subject = format!("writer {writer}");
        until("all took effect", async || {
            world.effects(&subject).await.len() as i64 >= EVENTS
        })
        .await;
        assert_eq!(world.effects(&subject).await, expected, "{subject}");
    }
    Arc::into_inner(world)
        .expect("the writers are done")
        .stop()
        .await;
}
