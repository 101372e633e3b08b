//! The change feed: tells every replica of a service that something changed, by PostgreSQL's LISTEN/NOTIFY, so that any of
//! them can serve any subscriber.
//!
//! A topic is an id. The notification says only *that* it changed; who listens reads the current state. So a lost
//! notification (the connection to the database was away) is made up by telling every listener to look again.

use crate::db::Conn;
use crate::error::chain;
use crate::tasks::Tasks;
use diesel::QueryResult;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use futures::{Stream, StreamExt};
use std::time::Duration;
use tokio::sync::broadcast;
use tokio_postgres::{AsyncMessage, NoTls};
use tokio_stream::wrappers::BroadcastStream;

/// The name of the notification channel, one a database.
const CHANNEL: &str = "portico_changes";
/// Notifications a slow subscriber may be behind before it is told to look again instead.
const BACKLOG: usize = 256;
/// Wait before the feed connects again.
const RECONNECT: Duration = Duration::from_millis(500);
/// Longest wait for the feed's connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Announces, when `conn`'s transaction commits, that `topic` has changed. Several announcements of one transaction are one.
pub async fn announce(conn: &mut Conn, topic: impl std::fmt::Display) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_notify($1, $2)")
        .bind::<Text, _>(CHANNEL)
        .bind::<Text, _>(topic.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// What a listener is told.
#[derive(Debug, Clone)]
enum Change {
    Of(String),
    /// Anything may have changed.
    Unknown,
}

/// A service's feed. Clones share it.
#[derive(Debug, Clone)]
pub struct Changes(broadcast::Sender<Change>);

impl Changes {
    /// A feed that nothing feeds yet.
    pub fn new() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }

    /// Starts listening to the database at `url`, on a connection of its own.
    pub(crate) fn spawn(&self, url: String, tasks: &Tasks) {
        let (feed, stop) = (self.0.clone(), tasks.stop().clone());
        tasks.spawn("changes", async move {
            while !stop.is_cancelled() {
                tokio::select! {
                    () = stop.cancelled() => return,
                    ended = listen(&url, &feed) => {
                        if let Err(error) = ended {
                            tracing::warn!(error = %chain(&error), "the change feed was interrupted");
                        }
                    }
                }
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(RECONNECT) => {}
                }
            }
        });
    }

    /// An item at each change of `topic`, and whenever one may have been missed. Subscribe first, then read the state: a
    /// change in between is then seen.
    pub fn watch(&self, topic: &dyn std::fmt::Display) -> impl Stream<Item = ()> + Send + use<> {
        let topic = topic.to_string();
        let concerns = move |change: &Change| match change {
            Change::Of(changed) => *changed == topic,
            Change::Unknown => true,
        };
        BroadcastStream::new(self.0.subscribe()).filter_map(move |received| {
            // An error says that this subscriber fell behind.
            let told = received.map_or(true, |change| concerns(&change));
            std::future::ready(told.then_some(()))
        })
    }
}

impl Default for Changes {
    fn default() -> Self {
        Self::new()
    }
}

/// The feed's connection failed.
#[derive(Debug, thiserror::Error)]
enum FeedError {
    #[error("the database does not answer")]
    Timeout,
    #[error("the database connection failed")]
    Database(#[from] tokio_postgres::Error),
}

async fn listen(url: &str, feed: &broadcast::Sender<Change>) -> Result<(), FeedError> {
    let (client, mut connection) =
        tokio::time::timeout(CONNECT_TIMEOUT, tokio_postgres::connect(url, NoTls))
            .await
            .map_err(|_| FeedError::Timeout)??;
    let mut messages = futures::stream::poll_fn(move |context| connection.poll_message(context));
    let statement = format!("LISTEN {CHANNEL}");
    let mut listening = std::pin::pin!(async {
        let listened = client.batch_execute(&statement).await;
        // Nobody heard anything while there was no connection.
        tell(feed, Change::Unknown);
        match listened {
            Ok(()) => std::future::pending().await,
            Err(error) => error,
        }
    });
    loop {
        tokio::select! {
            error = &mut listening => return Err(error.into()),
            message = messages.next() => match message {
                Some(Ok(AsyncMessage::Notification(change))) => tell(feed, Change::Of(change.payload().to_owned())),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
                None => return Ok(()),
            },
        }
    }
}

fn tell(feed: &broadcast::Sender<Change>, change: Change) {
    // Without a subscriber there is nobody to tell.
    let _ = feed.send(change);
}
