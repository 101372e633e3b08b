//! A subscription over HTTP, whatever the form of its body: a task beside the connection.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use super::parts::PATIENCE;
use super::{Running, Service};
use crate::auth::Caller;
use crate::error::{ErrorCode, Rejection};

/// Between two signs of life while there are no events: proxies close what is silent for a minute, some for half of one.
const BEAT: Duration = Duration::from_secs(12);

/// What a stream says.
#[derive(Debug)]
pub(crate) enum Streamed {
    /// A GraphQL response.
    Next(Bytes),
    /// A GraphQL response that holds nothing but errors; the last one.
    Failed(Bytes),
    /// The subgraph has completed the subscription.
    Complete,
    /// Nothing new.
    Beat,
    /// The gateway shuts down; another replica can go on.
    Interrupted,
}

/// A subscription to be streamed.
pub(crate) struct Stream {
    pub(crate) running: Running,
    pub(crate) caller: Arc<Caller>,
    /// It counts as a socket.
    pub(crate) place: OwnedSemaphorePermit,
}

impl Service {
    /// A place for one more stream.
    pub(crate) fn socket_place(&self) -> Result<OwnedSemaphorePermit, Rejection> {
        self.sockets.clone().try_acquire_owned().map_err(|_| {
            Rejection::new(ErrorCode::Overloaded, "too many sockets are open")
                .retry_after(Duration::from_secs(5))
        })
    }

    /// Runs the subscription until either side ends it, the caller's token does, or the gateway shuts down.
    pub(crate) fn run_streamed(self: &Arc<Self>, stream: Stream) -> ReceiverStream<Streamed> {
        let (sender, receiver) = mpsc::channel(1);
        let service = self.clone();
        self.tasks.spawn(async move {
            let shutdown = service.shutdown.clone();
            let ended = shutdown.run_until_cancelled(run(stream, &sender)).await;
            if ended.is_none() {
                deliver(&sender, Streamed::Interrupted).await;
            }
        });
        ReceiverStream::new(receiver)
    }
}

async fn run(stream: Stream, sender: &mpsc::Sender<Streamed>) {
    let Stream {
        mut running,
        caller,
        place: _held,
    } = stream;
    let mut token_end = pin!(tokio::time::sleep(caller.time_left()));
    let mut beat = tokio::time::interval(BEAT);
    beat.reset();
    loop {
        // An event that is being completed goes on over beats.
        let mut next = pin!(running.next());
        let message = loop {
            tokio::select! {
                event = &mut next => break match event {
                    Some(Ok(body)) => Streamed::Next(body),
                    Some(Err(rejection)) => Streamed::Failed(rejection.body()),
                    None => Streamed::Complete,
                },
                () = &mut token_end => break Streamed::Failed(expired().body()),
                _ = beat.tick() => if !deliver(sender, Streamed::Beat).await {
                    return;
                },
                () = sender.closed() => return,
            }
        };
        let last = !matches!(message, Streamed::Next(_));
        if !deliver(sender, message).await || last {
            return;
        }
        beat.reset();
    }
}

fn expired() -> Rejection {
    Rejection::new(ErrorCode::Unauthenticated, "the token has come to its end")
}

/// Whether the client took it; one that reads nothing for long is given up.
async fn deliver(sender: &mpsc::Sender<Streamed>, message: Streamed) -> bool {
    let taken = tokio::time::timeout(PATIENCE, sender.send(message)).await;
    matches!(taken, Ok(Ok(())))
}
