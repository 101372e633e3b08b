//! Paths that lead nowhere.

use axum::response::Response;

use super::accept::MediaType;
use super::respond;
use crate::error::{ErrorCode, Rejection};

pub(super) async fn answer() -> Response {
    respond::refusal(
        &Rejection::new(ErrorCode::NotFound, "there is nothing at this path"),
        MediaType::Json,
    )
}
