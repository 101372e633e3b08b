//! The public keys, where verifiers look for them (RFC 7517).

use axum::{
    Json, Router,
    extract::State,
    http::header::CACHE_CONTROL,
    response::{IntoResponse, Response},
    routing::get,
};

use crate::domain::key_ring::KeyRing;

/// Far below the day for which a key is published before it signs.
const CACHE: &str = "public, max-age=300";

/// `GET /.well-known/jwks.json`.
pub fn routes(keys: KeyRing) -> Router {
    Router::new()
        .route("/.well-known/jwks.json", get(jwks))
        .with_state(keys)
}

async fn jwks(State(keys): State<KeyRing>) -> Response {
    ([(CACHE_CONTROL, CACHE)], Json(keys.public())).into_response()
}
