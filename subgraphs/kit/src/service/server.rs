//! The HTTP server: bounded connections, time-outs on headers, graceful end.

use crate::tasks::Tasks;
use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// A connection that sends no complete header within this is closed; axum's own server would keep it for ever.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// Wait after an accept failed, as when file descriptors ran out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves `router` on `listener` until the tasks stop; then lets requests in flight finish, for `grace` at most.
pub(super) fn spawn(
    listener: TcpListener,
    router: Router,
    max_connections: usize,
    grace: Duration,
    tasks: &Tasks,
) {
    let (stop, connections) = (tasks.stop().clone(), tasks.clone());
    tasks.spawn("http", async move {
        let places = Arc::new(Semaphore::new(max_connections));
        let graceful = GracefulShutdown::new();
        loop {
            // The place comes first: a full server leaves newcomers in the listener's bounded backlog.
            let place = tokio::select! {
                () = stop.cancelled() => break,
                place = Arc::clone(&places).acquire_owned() => place.expect("the semaphore is never closed"),
            };
            let socket = tokio::select! {
                () = stop.cancelled() => break,
                accepted = listener.accept() => match accepted {
                    Ok((socket, _)) => socket,
                    Err(error) => {
                        tracing::warn!(%error, "a connection could not be accepted");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                        continue;
                    }
                },
            };
            let watcher = graceful.watcher();
            let router = router.clone();
            connections.spawn("connection", async move {
                serve(socket, router, watcher).await;
                drop(place);
            });
        }
        if tokio::time::timeout(grace, graceful.shutdown()).await.is_err() {
            tracing::warn!("requests were still running at the end of the grace period");
        }
    });
}

async fn serve(socket: TcpStream, router: Router, watcher: hyper_util::server::graceful::Watcher) {
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%error, "a connection ended at once");
        return;
    }
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(HEADER_TIMEOUT));
    let connection = builder
        .serve_connection_with_upgrades(TokioIo::new(socket), TowerToHyperService::new(router))
        .into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended badly");
    }
}
