//! Connections: accepted, bounded, timed, drained.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::client_address::Peer;
use super::client_stream::{ClientStream, TooSlow};
use super::front::Front;
use crate::error::chain;
use crate::metrics::Counted;
use crate::service::Service;

/// Pause after a failed accept, which usually means that file descriptors have run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
const MAX_HEADER_BYTES: usize = 64 * 1024;
const MAX_HEADERS: usize = 100;

/// Accepts until the service shuts down. Connections run as tasks of the service.
pub(crate) async fn accept(listener: TcpListener, front: Front, service: Arc<Service>) {
    let slots = Arc::new(Semaphore::new(service.config.http.max_connections));
    loop {
        // The slot first: connections beyond the cap wait in the kernel's queue and cost the process nothing.
        let next = async {
            let slot = slots
                .clone()
                .acquire_owned()
                .await
                .expect("the slots are never closed");
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            () = service.shutdown.cancelled() => return,
            next = next => next,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                pause_after(&error).await;
                continue;
            }
        };
        let connection = serve(stream, peer, front.clone(), service.clone());
        let cut = service.cut.clone();
        service.tasks.spawn(async move {
            let _slot = slot;
            cut.run_until_cancelled_owned(connection).await;
        });
    }
}

async fn pause_after(error: &io::Error) {
    let passing = matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
    );
    if !passing {
        tracing::warn!(error.chain = %error, "a connection was not accepted");
        tokio::time::sleep(ACCEPT_PAUSE).await;
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, front: Front, service: Arc<Service>) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(error.chain = %error, "a connection closed at once");
        return;
    }
    let _counted = Counted::new(&service.metrics.connections);
    // Only callers that are counted are told apart by address.
    let peer = service.limiter.as_ref().map(|_| Peer(peer));
    let answer = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        if let Some(peer) = peer {
            request.extensions_mut().insert(peer);
        }
        let answering = front.clone().answer(request);
        async { Ok::<_, Infallible>(answering.await) }
    });
    let too_slow = TooSlow::default();
    let stream = ClientStream::new(stream, too_slow.clone());
    let builder = builder(service.config.http.header_read_timeout);
    let mut connection = pin!(
        builder
            .serve_connection(TokioIo::new(stream), answer)
            .with_upgrades()
    );
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = service.shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.as_mut().await
        }
    };
    if let Err(error) = ended {
        if error.is_timeout() {
            too_slow.set();
        }
        tracing::debug!(error.chain = chain(&error), "a connection broke");
    }
}

/// HTTP/1.1 only. A cleartext HTTP/2 client is told apart by its first bytes, for which no time limit can be set in
/// hyper: a connection that says nothing would stay for ever. HTTP/2 ends at the balancer, where TLS ends.
fn builder(header_read_timeout: Duration) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(header_read_timeout)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEADER_BYTES);
    builder
}
