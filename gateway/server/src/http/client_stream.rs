//! A client's connection, which tells a client that was too slow so before it closes.
//!
//! hyper ends a connection whose headers do not arrive in time without a word. The stream it owns is dropped then, and
//! that is where the last word can be said.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

const REQUEST_TIMEOUT: &[u8] =
    b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Set when the connection ended because the client was too slow.
#[derive(Debug, Clone, Default)]
pub(super) struct TooSlow(Arc<AtomicBool>);

impl TooSlow {
    pub(super) fn set(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The stream of one connection.
#[derive(Debug)]
pub(super) struct ClientStream {
    stream: TcpStream,
    too_slow: TooSlow,
    /// Bytes came in after the last answer went out: a request was begun.
    begun: bool,
}

impl ClientStream {
    pub(super) fn new(stream: TcpStream, too_slow: TooSlow) -> Self {
        Self {
            stream,
            too_slow,
            begun: false,
        }
    }
}

impl Drop for ClientStream {
    fn drop(&mut self) {
        // A connection that was merely idle is closed without a word, as clients expect of keep-alive.
        if self.begun && self.too_slow.is_set() && self.stream.try_write(REQUEST_TIMEOUT).is_err() {
            tracing::debug!("a slow client was gone before it could be told");
        }
    }
}

impl AsyncRead for ClientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.begun |= buffer.filled().len() > before;
        polled
    }
}

impl AsyncWrite for ClientStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.begun = false;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.begun = false;
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
