//! Reading a subgraph's answer, which is untrusted input.

use bytes::{Bytes, BytesMut};
use gateway_executor::{SubgraphFailure, SubgraphResponse};
use http::Response;
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};

/// Reads the whole body, at most `limit` bytes of it. Redirects are refused: following one would carry the
/// caller's identity to a place nobody configured.
pub(super) async fn read(
    response: Response<Incoming>,
    limit: usize,
) -> Result<SubgraphResponse, SubgraphFailure> {
    let status = response.status();
    if status.is_redirection() || status.is_informational() {
        return Err(SubgraphFailure::Rejected {
            status: status.as_u16(),
        });
    }
    let body = response.into_body();
    let announced = body.size_hint().exact().unwrap_or(0);
    if announced > limit as u64 {
        return Err(SubgraphFailure::TooLarge);
    }
    let body = gather(body, announced as usize, limit).await?;
    Ok(SubgraphResponse {
        status: status.as_u16(),
        body,
    })
}

/// A body that came as one piece is not copied.
async fn gather(
    mut body: Incoming,
    announced: usize,
    limit: usize,
) -> Result<Bytes, SubgraphFailure> {
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame.map_err(|_| SubgraphFailure::Unreachable)?.into_data() else {
            continue;
        };
        if first.len().max(rest.len()) + piece.len() > limit {
            return Err(SubgraphFailure::TooLarge);
        }
        if first.is_empty() && rest.is_empty() {
            first = piece;
            continue;
        }
        if rest.is_empty() {
            rest.reserve(announced.max(first.len() + piece.len()));
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
