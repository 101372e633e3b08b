//! One connection: a request out, its answer in.

use std::io::{self, IoSlice};

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncReadExt, Interest};
use tokio::net::TcpStream;

use super::chunked::{ChunkFault, Chunks};
use super::head::{self, Framing, Head, HeadFault};
use super::{Answer, Post};

/// Room for a head and a small body.
const SMALL: usize = 4 * 1024;
/// Room for the next read where nothing is known of what comes.
const LEAST: usize = 512;
/// Memory that is taken on the word of the other side alone.
const TRUSTED_LENGTH: usize = 1024 * 1024;
/// Heads that only announce another one, such as 103.
const MAX_INTERIM: usize = 8;

/// A connection, and whether it can be used for another request.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    reusable: bool,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(in crate::subgraph) enum Fault {
    /// Not one byte of an answer came.
    #[error("the connection was closed before an answer came")]
    Unanswered {
        /// Some of the request went out.
        begun: bool,
        #[source]
        source: Option<io::Error>,
    },
    #[error("the connection broke in the middle of the answer")]
    Broken(#[source] Option<io::Error>),
    #[error("the answer cannot be trusted")]
    Head(#[source] HeadFault),
    #[error("the answer's chunks cannot be read")]
    Chunks(#[source] ChunkFault),
    #[error("the answer is too large")]
    TooLarge,
    /// An answer that is never read as GraphQL: a redirect, or another protocol.
    #[error("the answer has the status {0}")]
    Status(u16),
}

impl Fault {
    /// Whether a request that met this on a connection that had been idle may be sent once more.
    pub(super) fn allows_another(&self, repeatable: bool) -> bool {
        match self {
            Self::Unanswered { begun, .. } => repeatable || !begun,
            Self::Broken(_)
            | Self::Head(_)
            | Self::Chunks(_)
            | Self::TooLarge
            | Self::Status(_) => false,
        }
    }
}

/// An answer, and how many bytes it came as.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) answer: Answer,
    pub(super) length: usize,
}

/// What went out of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Whole,
    /// The other side answered, or closed, before it had taken everything.
    Part {
        begun: bool,
    },
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            reusable: true,
        }
    }

    /// Whether the last exchange ended where it should, for both sides.
    pub(super) fn is_reusable(&self) -> bool {
        self.reusable
    }

    /// Whether nothing has come since the last answer: neither bytes, which would belong to no request, nor the end.
    pub(super) fn is_quiet(&self) -> bool {
        let read = self.stream.try_read(&mut [0]);
        read.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
    }

    /// Sends a request and reads its answer; `expected`: how long that may be.
    pub(super) async fn exchange(&mut self, post: &Post, expected: usize) -> Result<Reply, Fault> {
        // Until the answer has been read to its end.
        self.reusable = false;
        let mut input = BytesMut::with_capacity(expected.max(SMALL));
        let sent = self.send(post, &mut input).await?;
        let head = self.head(&mut input, sent).await?;
        if (300..400).contains(&head.status) || head.status < 200 {
            return Err(Fault::Status(head.status));
        }
        let length = input.len();
        let (body, rest) = self.body(head, input, post.max_response).await?;
        self.reusable = head.keeps_open && sent == Sent::Whole && rest == 0;
        let answer = Answer {
            status: head.status,
            body: body.freeze(),
        };
        Ok(Reply {
            length: head.length + length.max(answer.body.len()),
            answer,
        })
    }

    /// Writes, and listens meanwhile: a refusal may come before the request is out.
    async fn send(&self, post: &Post, input: &mut BytesMut) -> Result<Sent, Fault> {
        let mut slices = [IoSlice::new(&post.head), IoSlice::new(&post.body)];
        let mut left = &mut slices[..1 + usize::from(!post.body.is_empty())];
        let mut begun = false;
        while !left.is_empty() {
            let written = match &*left {
                [one] => self.stream.try_write(one),
                several => self.stream.try_write_vectored(several),
            };
            match written {
                Ok(written) => {
                    begun |= written > 0;
                    IoSlice::advance_slices(&mut left, written);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if self.is_answered_early(input, begun).await? {
                        return Ok(Sent::Part { begun });
                    }
                }
                // It takes no more; it may have said why.
                Err(_) => return Ok(Sent::Part { begun }),
            }
        }
        Ok(Sent::Whole)
    }

    /// Waits until there is something to read, or room to write.
    async fn is_answered_early(&self, input: &mut BytesMut, begun: bool) -> Result<bool, Fault> {
        let unanswered = |source| Fault::Unanswered { begun, source };
        let ready = self.stream.ready(Interest::READABLE | Interest::WRITABLE);
        let ready = ready.await.map_err(|error| unanswered(Some(error)))?;
        if !ready.is_readable() {
            return Ok(false);
        }
        match self.stream.try_read_buf(input) {
            Ok(0) => Err(unanswered(None)),
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
            Err(error) => Err(unanswered(Some(error))),
        }
    }

    /// Reads up to the end of the head, which is taken off `input`.
    async fn head(&mut self, input: &mut BytesMut, sent: Sent) -> Result<Head, Fault> {
        let begun = match sent {
            Sent::Whole => true,
            Sent::Part { begun } => begun,
        };
        let mut interim = 0;
        let mut any = false;
        loop {
            if !input.is_empty()
                && let Some(head) = head::parse(input).map_err(Fault::Head)?
            {
                input.advance(head.length);
                if !(100..200).contains(&head.status) || head.status == 101 {
                    return Ok(head);
                }
                interim += 1;
                any = true;
                if interim > MAX_INTERIM {
                    return Err(Fault::Status(head.status));
                }
                continue;
            }
            any |= !input.is_empty();
            self.more(input, LEAST).await.map_err(|source| {
                if any {
                    return Fault::Broken(source);
                }
                Fault::Unanswered { begun, source }
            })?;
        }
    }

    /// Reads the body; with it, how many bytes came that are not part of it.
    async fn body(
        &mut self,
        head: Head,
        mut input: BytesMut,
        limit: usize,
    ) -> Result<(BytesMut, usize), Fault> {
        match head.framing {
            Framing::Empty => Ok((BytesMut::new(), input.len())),
            Framing::Length(length) => {
                if length > limit as u64 {
                    return Err(Fault::TooLarge);
                }
                let length = length as usize;
                while input.len() < length {
                    let missing = length - input.len();
                    self.more(&mut input, missing)
                        .await
                        .map_err(Fault::Broken)?;
                }
                let rest = input.len() - length;
                input.truncate(length);
                Ok((input, rest))
            }
            Framing::Chunked => {
                let mut chunks = Chunks::new(limit);
                let mut body = BytesMut::new();
                while !chunks.take(&mut input, &mut body).map_err(in_chunks)? {
                    self.more(&mut input, SMALL).await.map_err(Fault::Broken)?;
                }
                Ok((body, input.len()))
            }
            Framing::UntilClosed => {
                while input.len() <= limit {
                    match self.more(&mut input, SMALL).await {
                        Ok(()) => {}
                        Err(None) => return Ok((input, 0)),
                        Err(broken) => return Err(Fault::Broken(broken)),
                    }
                }
                Err(Fault::TooLarge)
            }
        }
    }

    /// Reads some bytes; `wanted`: how many would be of use. `None` as an error: the connection has ended.
    async fn more(&mut self, input: &mut BytesMut, wanted: usize) -> Result<(), Option<io::Error>> {
        let wanted = wanted.min(TRUSTED_LENGTH);
        if input.capacity() - input.len() < wanted {
            // Grows by half at least, so that a long answer is not moved again and again.
            input.reserve(wanted.max(input.len() / 2));
        }
        match self.stream.read_buf(input).await {
            Ok(0) => Err(None),
            Ok(_) => Ok(()),
            Err(error) => Err(Some(error)),
        }
    }
}

fn in_chunks(fault: ChunkFault) -> Fault {
    match fault {
        ChunkFault::TooLarge => Fault::TooLarge,
        ChunkFault::Size | ChunkFault::End | ChunkFault::Trailers => Fault::Chunks(fault),
    }
}
