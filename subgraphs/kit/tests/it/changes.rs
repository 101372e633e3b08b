//! The change feed, across replicas.

use crate::websocket::Client;
use crate::world::{Talker, in_process, launch};
use futures::StreamExt;
use std::time::Duration;
use subgraph_kit::changes;
use subgraph_kit::db::{Db, DbConfig, DbError};
use subgraph_kit::identity::{Caller, Signer};

#[tokio::test]
async fn a_change_made_elsewhere_reaches_a_subscriber_here() {
    let database = private_postgres::testing::database("talker").await;
    let signer = Signer::generate();
    let talker = launch::<Talker>(&in_process(), database.url(), &signer).await;
    let identity = signer.sign(&Caller::Guest, "talker").unwrap();
    let mut client = Client::open(talker.address(), Some(&identity)).await;
    client
        .send(serde_json::json!({ "type": "connection_init" }))
        .await;
    client.next_json().await;
    client
        .subscribe("1", "subscription { changes(topic: \"chk_1\") }")
        .await;
    assert_eq!(client.next_data("1").await["changes"], "chk_1");
    // Another replica: another pool on the same database.
    let replica = Db::new(&DbConfig::new(database.url())).unwrap();
    let heard = async {
        client.next_data("1").await;
    };
    let mut heard = std::pin::pin!(heard);
    for _ in 0..600 {
        replica
            .transaction(async |conn| {
                changes::announce(conn, "chk_2").await?;
                changes::announce(conn, "chk_1").await?;
                Ok::<_, DbError>(())
            })
            .await
            .unwrap();
        // The feed may still be connecting: announce until it hears.
        if tokio::time::timeout(Duration::from_millis(100), &mut heard)
            .await
            .is_ok()
        {
            assert!(talker.stop().await);
            return;
        }
    }
    panic!("no change was heard");
}

#[tokio::test]
async fn watching_one_topic_says_nothing_of_others() {
    let feed = changes::Changes::new();
    let mut watched = std::pin::pin!(feed.watch(&"chk_1"));
    // Nothing feeds it: nothing comes.
    assert!(
        tokio::time::timeout(Duration::from_millis(20), watched.next())
            .await
            .is_err()
    );
}
