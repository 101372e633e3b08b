//! What a connection hands its requests to.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::header::ACCEPT_ENCODING;
use http::{Method, Request};
use tower::ServiceExt;

use super::{FIXED_HEADERS, graphql};
use crate::service::Service;

/// All routes with their layers; and operations, which most requests are, past those layers that would do nothing for them.
#[derive(Debug, Clone)]
pub(crate) struct Front {
    router: Router,
    service: Arc<Service>,
}

impl Front {
    pub(crate) fn new(router: Router, service: Arc<Service>) -> Self {
        Self { router, service }
    }

    pub(super) async fn answer(self, request: Request<Body>) -> Response {
        if !self.needs_layers(&request) {
            let mut response = graphql::answer(State(self.service), request).await;
            for (name, value) in FIXED_HEADERS {
                response.headers_mut().entry(name).or_insert(value);
            }
            return response;
        }
        let answered = self.router.oneshot(request).await;
        answered.unwrap_or_else(|never| match never {})
    }

    /// Whether a request is more than an operation whose answer goes out as it is.
    fn needs_layers(&self, request: &Request<Body>) -> bool {
        request.method() != Method::POST
            || request.uri().path() != super::GRAPHQL
            || request.headers().contains_key(ACCEPT_ENCODING)
            || !self.service.config.cors.origins.is_empty()
    }
}
