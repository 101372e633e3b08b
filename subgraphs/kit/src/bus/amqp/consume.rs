//! Consuming: deliveries are handled in lanes, acknowledged after their effect has committed.

use super::topology::{self, Names};
use super::{AmqpConfig, connection};
use crate::error::chain;
use crate::events::{BoxError, Consumer, dead_letter::Cause};
use crate::tasks::Tasks;
use futures::StreamExt;
use lapin::message::Delivery;
use lapin::options::{BasicAckOptions, BasicConsumeOptions, BasicQosOptions};
use lapin::types::FieldTable;
use lapin::{Channel, Connection};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// First wait after a lost connection or an unreachable database.
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// Longest wait while the database is away and a delivery is held.
const LONGEST_HOLD: Duration = Duration::from_secs(5);

/// The broker gave up on a message.
#[derive(Debug, thiserror::Error)]
#[error("delivered too often without an answer")]
struct TooOften;

/// Keeps a service connected to its queue until it stops.
pub(super) fn spawn(config: Arc<AmqpConfig>, names: Names, consumer: Arc<Consumer>, tasks: &Tasks) {
    let stop = tasks.stop().clone();
    tasks.spawn("amqp-consumer", async move {
        let mut wait = FIRST_WAIT;
        while !stop.is_cancelled() {
            let session = Session { names: &names, consumer: &consumer, prefetch: config.prefetch, stop: &stop };
            match open(&config, consumer.name).await {
                Ok(connection) => {
                    wait = FIRST_WAIT;
                    if let Err(error) = session.run(&connection).await {
                        tracing::warn!(service = consumer.name, error = %chain(error.as_ref()), "consuming was interrupted");
                    }
                    close(&connection).await;
                }
                Err(error) => {
                    tracing::warn!(service = consumer.name, error = %chain(error.as_ref()), "no broker");
                    wait = (wait * 2).min(config.longest_reconnect);
                }
            }
            pause(wait, &stop).await;
        }
    });
}

async fn open(config: &AmqpConfig, service: &str) -> Result<Connection, BoxError> {
    Ok(connection::connect(config, &format!("{service} consumes")).await?)
}

async fn close(connection: &Connection) {
    // 200 is AMQP's number for a regular end. A broker that is gone cannot be told.
    if let Err(error) = connection.close(200, "done".into()).await {
        tracing::debug!(%error, "the connection had ended");
    }
}

async fn pause(wait: Duration, stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(wait) => {}
    }
}

/// The life of one connection.
struct Session<'a> {
    names: &'a Names,
    consumer: &'a Arc<Consumer>,
    prefetch: u16,
    stop: &'a CancellationToken,
}

impl Session<'_> {
    /// Declares, consumes and handles until the connection ends or the service stops.
    async fn run(&self, connection: &Connection) -> Result<(), BoxError> {
        let channel = connection.create_channel().await?;
        topology::declare_queue(&channel, self.names, &self.consumer.handlers.types()).await?;
        channel
            .basic_qos(self.prefetch, BasicQosOptions::default())
            .await?;
        let mut live = consume(&channel, &self.names.queue).await?;
        let mut dead = consume(&channel, &self.names.dead_queue).await?;

        let (lanes, work) = self.lanes();
        let feed = async {
            let outcome: Result<(), BoxError> = loop {
                tokio::select! {
                    () = self.stop.cancelled() => break Ok(()),
                    delivery = live.next() => match delivery {
                        // A lane never holds more than the prefetch window, so this does not wait for long.
                        Some(Ok(delivery)) => lanes[lane_of(&delivery, lanes.len())].send(delivery).await?,
                        Some(Err(error)) => break Err(error.into()),
                        None => break Err("the broker cancelled the consumer".into()),
                    },
                    delivery = dead.next() => match delivery {
                        Some(Ok(delivery)) => self.bury(delivery).await?,
                        Some(Err(error)) => break Err(error.into()),
                        None => break Err("the broker cancelled the consumer of dead letters".into()),
                    },
                }
            };
            // Lanes end when they have worked off what they hold.
            drop(lanes);
            outcome
        };
        let (fed, worked) = tokio::join!(feed, futures::future::try_join_all(work));
        worked?;
        fed
    }

    /// One lane a worker; events about one subject always take the same one.
    fn lanes(
        &self,
    ) -> (
        Vec<mpsc::Sender<Delivery>>,
        Vec<impl Future<Output = Result<(), BoxError>>>,
    ) {
        let prefetch = usize::from(self.prefetch.max(1));
        (0..self.consumer.workers.max(1))
            .map(|_| {
                let (sender, receiver) = mpsc::channel(prefetch);
                (sender, self.work_lane(receiver))
            })
            .unzip()
    }

    async fn work_lane(&self, mut deliveries: mpsc::Receiver<Delivery>) -> Result<(), BoxError> {
        while let Some(delivery) = deliveries.recv().await {
            if !self.handle(&delivery.data).await {
                // Stopping with the database away: the broker hands it out again.
                return Ok(());
            }
            delivery.ack(BasicAckOptions::default()).await?;
        }
        Ok(())
    }

    /// Handles a body; holds it, unacknowledged, while the database is away. False when the service stops meanwhile.
    async fn handle(&self, body: &[u8]) -> bool {
        let body = String::from_utf8_lossy(body);
        let mut wait = FIRST_WAIT;
        loop {
            match self.consumer.deliver(&body).await {
                Ok(_) => return true,
                Err(error) => {
                    tracing::warn!(service = self.consumer.name, error = %chain(&error), "a delivery is held");
                }
            }
            pause(wait, self.stop).await;
            if self.stop.is_cancelled() {
                return false;
            }
            wait = (wait * 2).min(LONGEST_HOLD);
        }
    }

    /// Moves a message the broker gave up on to the other dead letters.
    async fn bury(&self, delivery: Delivery) -> Result<(), BoxError> {
        let body = String::from_utf8_lossy(&delivery.data);
        let mut conn = self.consumer.db.conn().await?;
        self.consumer
            .bury(&mut conn, &body, Cause::DeliveryLimit, &TooOften, 0)
            .await?;
        delivery.ack(BasicAckOptions::default()).await?;
        Ok(())
    }
}

async fn consume(channel: &Channel, queue: &str) -> Result<lapin::Consumer, lapin::Error> {
    channel
        .basic_consume(
            queue.into(),
            "".into(),
            BasicConsumeOptions::default(),
            FieldTable::default(),
        )
        .await
}

/// By subject, so that the events about one thing stay in order.
fn lane_of(delivery: &Delivery, lanes: usize) -> usize {
    #[derive(serde::Deserialize)]
    struct Subject<'a> {
        #[serde(borrow)]
        subject: std::borrow::Cow<'a, str>,
    }
    let mut hasher = DefaultHasher::new();
    match serde_json::from_slice::<Subject<'_>>(&delivery.data) {
        Ok(envelope) => envelope.subject.hash(&mut hasher),
        // Malformed: it becomes a dead letter in whichever lane.
        Err(_) => delivery.data.len().hash(&mut hasher),
    }
    (hasher.finish() % lanes as u64) as usize
}
