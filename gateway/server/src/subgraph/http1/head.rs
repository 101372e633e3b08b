//! The head of an answer: status, and how the body is framed (RFC 9112, section 6.3).

use std::mem::MaybeUninit;

use httparse::{Header, ParserConfig, Status};

/// Bytes of a head. The gateway's own clients may send as many.
pub(super) const MAX_HEAD: usize = 64 * 1024;
const MAX_HEADERS: usize = 100;

/// What matters of a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// Bytes of the head itself.
    pub(super) length: usize,
    pub(super) status: u16,
    pub(super) framing: Framing,
    /// The other side keeps the connection open.
    pub(super) keeps_open: bool,
}

/// Where the body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// There is none, as with 204.
    Empty,
    Length(u64),
    Chunked,
    /// With the connection.
    UntilClosed,
}

/// Why a head cannot be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::subgraph) enum HeadFault {
    #[error("it is no HTTP/1 response: {0}")]
    Syntax(httparse::Error),
    #[error("its head is longer than {MAX_HEAD} bytes")]
    TooLong,
    #[error("its content-length is not one number")]
    ContentLength,
    /// Anything but `chunked` alone: what else is applied could not be undone.
    #[error("its transfer-encoding is not chunked")]
    TransferEncoding,
    /// Two parties could read two different bodies.
    #[error("it has both a content-length and a transfer-encoding")]
    TwoLengths,
}

impl From<httparse::Error> for HeadFault {
    fn from(error: httparse::Error) -> Self {
        Self::Syntax(error)
    }
}

/// Reads the head at the beginning of `bytes`. `None`: it is not whole yet.
pub(super) fn parse(bytes: &[u8]) -> Result<Option<Head>, HeadFault> {
    let mut headers = [const { MaybeUninit::uninit() }; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut []);
    let parsed = ParserConfig::default().parse_response_with_uninit_headers(
        &mut response,
        bytes,
        &mut headers,
    )?;
    let length = match parsed {
        Status::Complete(length) if length <= MAX_HEAD => length,
        Status::Partial if bytes.len() < MAX_HEAD => return Ok(None),
        Status::Complete(_) | Status::Partial => return Err(HeadFault::TooLong),
    };
    let status = response.code.unwrap_or_default();
    let is_1_1 = response.version == Some(1);
    let Fields {
        content_length,
        chunked,
        close,
    } = Fields::of(response.headers)?;
    let framing = match (content_length, chunked) {
        (Some(_), true) => return Err(HeadFault::TwoLengths),
        // HTTP/1.0 knows no chunks: whoever sends them there has passed on what it did not read.
        (None, true) if !is_1_1 => return Err(HeadFault::TransferEncoding),
        _ if status < 200 || status == 204 || status == 304 => Framing::Empty,
        (None, true) => Framing::Chunked,
        (Some(length), false) => Framing::Length(length),
        (None, false) => Framing::UntilClosed,
    };
    Ok(Some(Head {
        length,
        status,
        framing,
        keeps_open: is_1_1 && !close && framing != Framing::UntilClosed,
    }))
}

/// The header fields that decide about the connection.
#[derive(Debug, Default)]
struct Fields {
    content_length: Option<u64>,
    chunked: bool,
    close: bool,
}

impl Fields {
    fn of(headers: &[Header<'_>]) -> Result<Self, HeadFault> {
        let mut fields = Self::default();
        for header in headers {
            // By length first: most headers are none of these.
            match header.name.len() {
                14 if header.name.eq_ignore_ascii_case("content-length") => {
                    let length = content_length(header.value)?;
                    if fields.content_length.is_some_and(|known| known != length) {
                        return Err(HeadFault::ContentLength);
                    }
                    fields.content_length = Some(length);
                }
                17 if header.name.eq_ignore_ascii_case("transfer-encoding") => {
                    let chunked = header.value.trim_ascii().eq_ignore_ascii_case(b"chunked");
                    // Twice chunked is as wrong as something else.
                    if !chunked || fields.chunked {
                        return Err(HeadFault::TransferEncoding);
                    }
                    fields.chunked = true;
                }
                10 if header.name.eq_ignore_ascii_case("connection") => {
                    let mut options = header.value.split(|byte| *byte == b',');
                    fields.close |=
                        options.any(|option| option.trim_ascii().eq_ignore_ascii_case(b"close"));
                }
                _ => {}
            }
        }
        Ok(fields)
    }
}

/// Digits and nothing else: a sign, a list or an overflow is refused.
fn content_length(value: &[u8]) -> Result<u64, HeadFault> {
    let value = value.trim_ascii();
    if value.is_empty() {
        return Err(HeadFault::ContentLength);
    }
    value.iter().try_fold(0u64, |length, byte| {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return Err(HeadFault::ContentLength);
        }
        let tenfold = length.checked_mul(10).ok_or(HeadFault::ContentLength)?;
        tenfold
            .checked_add(u64::from(digit))
            .ok_or(HeadFault::ContentLength)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(lines: &str) -> Result<Option<Head>, HeadFault> {
        parse(format!("{}\r\n\r\n", lines.replace('\n', "\r\n")).as_bytes())
    }

    #[test]
    fn the_framing_is_what_the_head_says() {
        let cases = [
            (
                "HTTP/1.1 200 OK\ncontent-length: 7",
                Framing::Length(7),
                true,
            ),
            (
                "HTTP/1.1 200 OK\nContent-Length:  7 \nContent-Length: 7",
                Framing::Length(7),
                true,
            ),
            (
                "HTTP/1.1 200 OK\nTRANSFER-ENCODING: Chunked",
                Framing::Chunked,
                true,
            ),
            ("HTTP/1.1 200 OK\nx: y", Framing::UntilClosed, false),
            ("HTTP/1.1 200\ncontent-length: 0", Framing::Length(0), true),
            ("HTTP/1.1 204 No Content", Framing::Empty, true),
            (
                "HTTP/1.1 204 No Content\ncontent-length: 4",
                Framing::Empty,
                true,
            ),
            (
                "HTTP/1.1 304 Not Modified\ncontent-length: 4",
                Framing::Empty,
                true,
            ),
            ("HTTP/1.1 100 Continue", Framing::Empty, true),
            (
                "HTTP/1.1 200 OK\ncontent-length: 7\nconnection: close",
                Framing::Length(7),
                false,
            ),
            (
                "HTTP/1.1 200 OK\ncontent-length: 7\nconnection: a, Close",
                Framing::Length(7),
                false,
            ),
            (
                "HTTP/1.1 200 OK\ncontent-length: 7\nconnection: keep-alive",
                Framing::Length(7),
                true,
            ),
            (
                "HTTP/1.0 200 OK\ncontent-length: 7\nconnection: keep-alive",
                Framing::Length(7),
                false,
            ),
        ];
        for (lines, framing, keeps_open) in cases {
            let head = head(lines).unwrap().unwrap();
            assert_eq!(
                (head.framing, head.keeps_open),
                (framing, keeps_open),
                "{lines}"
            );
            assert_eq!(head.length, lines.replace('\n', "\r\n").len() + 4);
        }
    }

    #[test]
    fn what_two_parties_could_read_in_two_ways_is_refused() {
        let both = "HTTP/1.1 200 OK\ncontent-length: 7\ntransfer-encoding: chunked";
        assert_eq!(head(both), Err(HeadFault::TwoLengths));
        let lengths = ["7, 7", "+7", "-7", "0x7", "", "7 7", "18446744073709551616"];
        for length in lengths {
            let lines = format!("HTTP/1.1 200 OK\ncontent-length: {length}");
            assert_eq!(head(&lines), Err(HeadFault::ContentLength), "{length}");
        }
        let different = "HTTP/1.1 200 OK\ncontent-length: 7\ncontent-length: 8";
        assert_eq!(head(different), Err(HeadFault::ContentLength));
        for encodings in [
            "transfer-encoding: gzip, chunked",
            "transfer-encoding: identity",
            "transfer-encoding: chunked\ntransfer-encoding: chunked",
            "transfer-encoding: xchunked",
        ] {
            let lines = format!("HTTP/1.1 200 OK\n{encodings}");
            assert_eq!(
                head(&lines),
                Err(HeadFault::TransferEncoding),
                "{encodings}"
            );
        }
        let old = "HTTP/1.0 200 OK\ntransfer-encoding: chunked";
        assert_eq!(head(old), Err(HeadFault::TransferEncoding));
        for syntax in [
            "HTTP/2.0 200 OK",
            "HTTP/1.1 20 OK",
            "HTTP/1.1 200 OK\ncontent-length : 7",
            "HTTP/1.1 200 OK\na: b\n folded: c",
            "hello",
        ] {
            assert!(
                matches!(head(syntax), Err(HeadFault::Syntax(_))),
                "{syntax}"
            );
        }
    }

    #[test]
    fn a_head_is_waited_for_and_bounded() {
        assert_eq!(parse(b"HTTP/1.1 200 OK\r\ncontent-le"), Ok(None));
        let long = format!("HTTP/1.1 200 OK\r\nx: {}", "y".repeat(MAX_HEAD));
        assert_eq!(parse(long.as_bytes()), Err(HeadFault::TooLong));
        let whole = format!("{long}\r\n\r\n");
        assert_eq!(parse(whole.as_bytes()), Err(HeadFault::TooLong));
        let many = format!("HTTP/1.1 200 OK{}", "\nx: y".repeat(MAX_HEADERS + 1));
        assert_eq!(
            head(&many),
            Err(HeadFault::Syntax(httparse::Error::TooManyHeaders))
        );
    }
}
