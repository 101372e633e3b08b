//! What the benchmark's servers have in common.

use std::net::SocketAddr;

use anyhow::Context;
use tokio::net::TcpListener;

/// Runs a server on one thread: it is pinned to one core.
pub(crate) fn block_on(server: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    runtime.block_on(server)
}

/// A listener on a free port of the loopback.
pub(crate) async fn listen() -> anyhow::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .context("cannot listen on the loopback")?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}
