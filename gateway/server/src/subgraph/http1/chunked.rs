//! Bodies in chunks (RFC 9112, section 7.1).

use bytes::{Buf, BytesMut};
use httparse::Status;

/// Bytes of the line before a chunk, of which all but the size is passed over.
const MAX_SIZE_LINE: usize = 1024;
/// Bytes of all trailers, which are passed over.
const MAX_TRAILERS: usize = 16 * 1024;

/// Why the chunks make no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::subgraph) enum ChunkFault {
    #[error("a chunk's size cannot be read")]
    Size,
    #[error("a chunk does not end where it should")]
    End,
    #[error("its trailers cannot be read")]
    Trailers,
    #[error("it is longer than allowed")]
    TooLarge,
}

/// Takes chunks apart as they come.
#[derive(Debug)]
pub(super) struct Chunks {
    next: Next,
    limit: usize,
    trailers: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Size,
    /// So many bytes of the chunk are left.
    Data(u64),
    /// The line end after a chunk.
    LineEnd,
    Trailers,
    Nothing,
}

impl Chunks {
    /// `limit`: bytes of the body.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            next: Next::Size,
            limit,
            trailers: 0,
        }
    }

    /// Moves what it understands from `input` to `body`; whether the body has ended.
    pub(super) fn take(
        &mut self,
        input: &mut BytesMut,
        body: &mut BytesMut,
    ) -> Result<bool, ChunkFault> {
        loop {
            let next = match self.next {
                Next::Size => size(input)?,
                Next::Data(left) => self.data(left, input, body)?,
                Next::LineEnd => line_end(input)?,
                Next::Trailers => self.trailer(input)?,
                Next::Nothing => return Ok(true),
            };
            match next {
                Some(next) => self.next = next,
                None => return Ok(false),
            }
        }
    }

    fn data(
        &self,
        left: u64,
        input: &mut BytesMut,
        body: &mut BytesMut,
    ) -> Result<Option<Next>, ChunkFault> {
        if left > (self.limit - body.len()) as u64 {
            return Err(ChunkFault::TooLarge);
        }
        let here = input.len().min(left as usize);
        body.extend_from_slice(&input[..here]);
        input.advance(here);
        if here as u64 == left {
            return Ok(Some(Next::LineEnd));
        }
        // `left` changes only with bytes that were taken, so that an empty input ends the loop.
        Ok((here > 0).then_some(Next::Data(left - here as u64)))
    }

    /// Passes over one line of the trailers; the empty one is the last.
    fn trailer(&mut self, input: &mut BytesMut) -> Result<Option<Next>, ChunkFault> {
        let Some(end) = memchr::memchr(b'\n', input) else {
            return match self.trailers + input.len() > MAX_TRAILERS {
                true => Err(ChunkFault::Trailers),
                false => Ok(None),
            };
        };
        self.trailers += end + 1;
        if end == 0 || input[end - 1] != b'\r' || self.trailers > MAX_TRAILERS {
            return Err(ChunkFault::Trailers);
        }
        input.advance(end + 1);
        Ok(Some(if end == 1 {
            Next::Nothing
        } else {
            Next::Trailers
        }))
    }
}

fn size(input: &mut BytesMut) -> Result<Option<Next>, ChunkFault> {
    // The parser takes an empty line for 0, and with it for the body's end.
    if input
        .first()
        .is_some_and(|first| !first.is_ascii_hexdigit())
    {
        return Err(ChunkFault::Size);
    }
    match httparse::parse_chunk_size(input) {
        Ok(Status::Complete((length, _))) if length > MAX_SIZE_LINE => Err(ChunkFault::Size),
        Ok(Status::Complete((length, size))) => {
            input.advance(length);
            Ok(Some(if size == 0 {
                Next::Trailers
            } else {
                Next::Data(size)
            }))
        }
        Ok(Status::Partial) if input.len() <= MAX_SIZE_LINE => Ok(None),
        Ok(Status::Partial) | Err(_) => Err(ChunkFault::Size),
    }
}

fn line_end(input: &mut BytesMut) -> Result<Option<Next>, ChunkFault> {
    if !b"\r\n".starts_with(&input[..input.len().min(2)]) {
        return Err(ChunkFault::End);
    }
    if input.len() < 2 {
        return Ok(None);
    }
    input.advance(2);
    Ok(Some(Next::Size))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The body and what is left of the input; given in pieces of so many bytes.
    fn taken(text: &str, piece: usize) -> Result<Option<(String, usize)>, ChunkFault> {
        let mut chunks = Chunks::new(20);
        let (mut input, mut body) = (BytesMut::new(), BytesMut::new());
        let mut given = 0;
        for piece in text.as_bytes().chunks(piece) {
            given += piece.len();
            input.extend_from_slice(piece);
            if chunks.take(&mut input, &mut body)? {
                let body = String::from_utf8(body.to_vec()).unwrap();
                return Ok(Some((body, input.len() + text.len() - given)));
            }
        }
        Ok(None)
    }

    #[test]
    fn chunks_are_joined_however_they_come() {
        let cases = [
            ("0\r\n\r\n", Some(("", 0))),
            ("5\r\nhello\r\n0\r\n\r\n", Some(("hello", 0))),
            (
                "5\r\nhello\r\n00A;x=y\r\n, dear all\r\n0\r\n\r\n",
                Some(("hello, dear all", 0)),
            ),
            (
                "1\r\na\r\n0\r\ntrailer: 1\r\nanother: 2\r\n\r\nmore",
                Some(("a", 4)),
            ),
            ("5\r\nhel", None),
            ("5\r\nhello\r\n0\r\n", None),
            ("5\r\nhello\r\n", None),
            ("5", None),
        ];
        for (text, expected) in cases {
            let expected = expected.map(|(body, left)| (body.to_owned(), left));
            for piece in [1, 2, 3, 7, 1000] {
                assert_eq!(
                    taken(text, piece),
                    Ok(expected.clone()),
                    "{text:?} by {piece}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_chunk_is_refused() {
        let long_line = format!("1;{}\r\na\r\n0\r\n\r\n", "x".repeat(MAX_SIZE_LINE));
        let long_trailer = format!("0\r\nx: {}", "y".repeat(MAX_TRAILERS));
        let many_trailers = format!("0\r\n{}", "x: y\r\n".repeat(MAX_TRAILERS));
        let cases = [
            ("\r\n", ChunkFault::Size),
            ("-1\r\na", ChunkFault::Size),
            ("0x1\r\na", ChunkFault::Size),
            (" 1\r\na", ChunkFault::Size),
            ("1\na\n0\n\n", ChunkFault::Size),
            ("11112222333344445\r\n", ChunkFault::Size),
            (&long_line, ChunkFault::Size),
            ("1\r\nab\r\n", ChunkFault::End),
            ("1\r\na\n0\r\n\r\n", ChunkFault::End),
            ("0\r\nx: y\n\r\n", ChunkFault::Trailers),
            ("0\r\n\n", ChunkFault::Trailers),
            (&long_trailer, ChunkFault::Trailers),
            (&many_trailers, ChunkFault::Trailers),
            ("15\r\n", ChunkFault::TooLarge),
            ("ffffffffffffffff\r\n", ChunkFault::TooLarge),
            ("a\r\n0123456789\r\nb\r\n01234567890", ChunkFault::TooLarge),
        ];
        for (text, expected) in cases {
            for piece in [1, 3, 100_000] {
                let start = &text[..text.len().min(40)];
                assert_eq!(taken(text, piece), Err(expected), "{start:?} by {piece}");
            }
        }
    }
}
