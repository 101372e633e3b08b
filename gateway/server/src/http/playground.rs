//! GraphiQL for browsers, embedded in the binary: nothing is loaded from other servers.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};

/// A built file.
struct Asset {
    path: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
}

// `static ASSETS: &[Asset]`, written by the build script from `playground/dist`.
include!(concat!(env!("OUT_DIR"), "/playground.rs"));

/// Scripts only from here. GraphiQL's editor and dialogs write style elements, hence inline styles; data: for its icons
/// and fonts.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

const NOT_BUILT: &str = "<!doctype html><title>Portico</title><p>This gateway was built without its playground. \
                         Build it with <code>make playground</code>, then build the gateway again. \
                         GraphQL itself works: send a POST to this address.";

/// The page at `/graphql`.
pub(super) fn page() -> Response {
    let page = ASSETS.iter().find(|asset| asset.path == "index.html");
    let bytes = page.map_or(NOT_BUILT.as_bytes(), |page| page.bytes);
    let mut response = (
        [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CACHE_CONTROL, "no-cache"),
        ],
        bytes,
    )
        .into_response();
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// A file of the page. Names carry a hash of the content.
pub(super) async fn asset(Path(path): Path<String>) -> Response {
    let asset = ASSETS
        .iter()
        .find(|asset| asset.path.strip_prefix("assets/") == Some(path.as_str()));
    let Some(asset) = asset else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (CONTENT_TYPE, asset.media_type),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.bytes).into_response()
}
