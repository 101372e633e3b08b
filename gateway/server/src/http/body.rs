//! Reading the body of a POST: media type, encoding, size, time.

use std::io::Read;
use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use flate2::read::{GzDecoder, ZlibDecoder};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http_body_util::BodyExt;
use hyper::body::Body as _;

use crate::error::{ErrorCode, Rejection};

/// How the body was packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Identity,
    Gzip,
    Deflate,
}

/// The whole body, unpacked, at most `limit` bytes of it: neither the sent nor the unpacked form may be longer.
pub(super) async fn read(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
    time: Duration,
) -> Result<Bytes, Rejection> {
    check_media_type(headers)?;
    let encoding = encoding(headers)?;
    let gathered = tokio::time::timeout(time, gather(body, limit)).await;
    let packed = gathered.unwrap_or_else(|_| {
        Err(Rejection::new(
            ErrorCode::RequestTimeout,
            "the body did not arrive in time",
        ))
    })?;
    match encoding {
        Encoding::Identity => Ok(packed),
        Encoding::Gzip => unpack(GzDecoder::new(&*packed), limit),
        Encoding::Deflate => unpack(ZlibDecoder::new(&*packed), limit),
    }
}

/// Only JSON: a form or a plain text could be sent by any page without the browser asking first.
fn check_media_type(headers: &HeaderMap) -> Result<(), Rejection> {
    let refused = || {
        Rejection::new(
            ErrorCode::UnsupportedMediaType,
            "the content-type must be application/json in UTF-8",
        )
    };
    let text = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .ok_or_else(refused)?;
    let mut parts = text.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.eq_ignore_ascii_case("charset")
            .then(|| value.trim_matches('"').to_ascii_lowercase())
    });
    let utf8 = charset.is_none_or(|charset| charset == "utf-8" || charset == "utf8");
    if media.eq_ignore_ascii_case("application/json") && utf8 {
        return Ok(());
    }
    Err(refused())
}

fn encoding(headers: &HeaderMap) -> Result<Encoding, Rejection> {
    let Some(value) = headers.get(CONTENT_ENCODING) else {
        return Ok(Encoding::Identity);
    };
    match value.to_str().map(str::to_ascii_lowercase).as_deref() {
        Ok("identity" | "") => Ok(Encoding::Identity),
        Ok("gzip" | "x-gzip") => Ok(Encoding::Gzip),
        Ok("deflate") => Ok(Encoding::Deflate),
        Ok(_) | Err(_) => Err(Rejection::new(
            ErrorCode::UnsupportedMediaType,
            "the content-encoding must be identity, gzip or deflate",
        )),
    }
}

fn too_large(limit: usize) -> Rejection {
    Rejection::new(
        ErrorCode::PayloadTooLarge,
        format!("the request is larger than {limit} bytes"),
    )
}

async fn gather(mut body: Body, limit: usize) -> Result<Bytes, Rejection> {
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large(limit));
    }
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame =
            frame.map_err(|_| Rejection::new(ErrorCode::BadRequest, "the body broke off"))?;
        let Ok(piece) = frame.into_data() else {
            continue;
        };
        if first.len().max(rest.len()) + piece.len() > limit {
            return Err(too_large(limit));
        }
        if first.is_empty() && rest.is_empty() {
            first = piece;
            continue;
        }
        if rest.is_empty() {
            rest.extend_from_slice(&first);
        }
        rest.extend_from_slice(&piece);
    }
    Ok(if rest.is_empty() {
        first
    } else {
        rest.freeze()
    })
}

/// Stops one byte beyond the limit: a few kilobytes can unpack to gigabytes.
fn unpack(decoder: impl Read, limit: usize) -> Result<Bytes, Rejection> {
    let mut unpacked = Vec::new();
    let read = decoder.take(limit as u64 + 1).read_to_end(&mut unpacked);
    read.map_err(|_| {
        Rejection::new(
            ErrorCode::BadRequest,
            "the body is not in the encoding it claims",
        )
    })?;
    if unpacked.len() > limit {
        return Err(too_large(limit));
    }
    Ok(Bytes::from(unpacked))
}
