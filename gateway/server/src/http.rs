//! The HTTP surface: which path is answered by what, and the layers around it in their order.

mod accept;
mod body;
pub(crate) mod client_address;
mod client_stream;
pub(crate) mod csrf;
mod event_stream;
mod front;
mod graphql;
mod health;
pub(crate) mod listener;
mod multipart;
mod not_found;
mod playground;
mod respond;
mod storefront;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::{any, get};
use http::header::{
    AUTHORIZATION, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, Method};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::CorsLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::config::CorsConfig;
use crate::service::Service;

pub(crate) use front::Front;
pub use storefront::StorefrontError;

/// Asks for the plan in the answer's extensions, where the configuration allows it.
pub(crate) const EXPLAIN: HeaderName = HeaderName::from_static("portico-explain");

/// Where operations are sent.
const GRAPHQL: &str = "/graphql";

/// Of every response, from the innermost to the outermost.
const FIXED_HEADERS: [(HeaderName, HeaderValue); 2] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
];

/// All routes. Layers are listed from the innermost to the outermost.
pub(crate) fn router(service: Arc<Service>) -> Result<Router, StorefrontError> {
    let mut graphql = Router::new().route(GRAPHQL, any(graphql::answer));
    if let Some(cors) = cors(&service.config.cors, &service.config.propagate_headers) {
        graphql = graphql.layer(cors);
    }
    let operations = Router::new()
        .route("/health", get(health::live))
        .route("/ready", get(health::ready))
        .route("/metrics", get(health::metrics));
    let mut router = graphql.merge(operations);
    if service.config.playground {
        router = router.route("/graphql/assets/{*path}", get(playground::asset));
    }
    let router = match &service.config.storefront {
        Some(config) => router.fallback_service(storefront::service(config)?),
        None => router.fallback(not_found::answer),
    };
    let [nosniff, referrer] = FIXED_HEADERS.map(fixed_header);
    Ok(router
        .layer(
            CompressionLayer::new()
                .gzip(true)
                .br(true)
                .quality(CompressionLevel::Fastest)
                // A compressor would hold a part back until the next one fills its block.
                .compress_when(
                    DefaultPredicate::new().and(NotForContentType::const_new("multipart/mixed")),
                ),
        )
        .layer(nosniff)
        .layer(referrer)
        .with_state(service))
}

fn fixed_header((name, value): (HeaderName, HeaderValue)) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, value)
}

/// Nothing for other origins unless they are named: without the layer a preflight is refused as any `OPTIONS`.
fn cors(config: &CorsConfig, propagated: &[HeaderName]) -> Option<CorsLayer> {
    if config.origins.is_empty() {
        return None;
    }
    let origins = config
        .origins
        .iter()
        .filter_map(|origin| HeaderValue::from_str(origin).ok());
    let mut headers = vec![
        CONTENT_TYPE,
        AUTHORIZATION,
        EXPLAIN,
        crate::trace::TRACEPARENT,
    ];
    headers.extend(propagated.iter().cloned());
    let layer = CorsLayer::new()
        .allow_origin(origins.collect::<Vec<HeaderValue>>())
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(headers)
        .expose_headers([RETRY_AFTER])
        .max_age(config.max_age.max(Duration::from_secs(5)));
    Some(layer)
}
