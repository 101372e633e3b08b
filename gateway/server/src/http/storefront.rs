//! A single-page application's files at `/`.
//!
//! A path that is no file and looks like a page gets the application's entry; a missing file stays missing, so
//! that a stale script name does not get a page where a script was expected.

use std::io;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::middleware::{self, Next};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, StatusCode};
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use tower_http::services::{ServeDir, ServeFile};

use super::accept::MediaType;
use super::{not_found, respond};
use crate::config::StorefrontConfig;
use crate::error::Rejection;

/// Why the storefront cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum StorefrontError {
    #[error("the storefront's page {} cannot be read", path.display())]
    Page {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the storefront's content security policy is not a header")]
    Policy(#[source] http::header::InvalidHeaderValue),
}

#[derive(Debug, Clone)]
struct Storefront {
    files: ServeDir,
    fallback: ServeFile,
    immutable_prefixes: Vec<String>,
    policy: HeaderValue,
}

/// The files of the configured folder. The entry page is read once, to allow exactly the inline scripts it has.
pub(super) fn service(config: &StorefrontConfig) -> Result<Router, StorefrontError> {
    let page = config.directory.join(&config.fallback);
    let storefront = Storefront {
        files: ServeDir::new(&config.directory).append_index_html_on_directories(true),
        fallback: ServeFile::new(&page),
        immutable_prefixes: config.immutable_prefixes.clone(),
        policy: policy(config, &page)?,
    };
    let router = Router::new()
        .fallback(serve)
        .layer(middleware::from_fn_with_state(storefront.clone(), headers));
    Ok(router.with_state(storefront))
}

async fn serve(State(storefront): State<Storefront>, request: Request<Body>) -> Response {
    let is_page = looks_like_a_page(&request);
    let (parts, body) = request.into_parts();
    let again = {
        let mut again = Request::new(Body::empty());
        *again.method_mut() = parts.method.clone();
        *again.uri_mut() = parts.uri.clone();
        *again.headers_mut() = parts.headers.clone();
        again
    };
    let mut files = storefront.files;
    match files.try_call(Request::from_parts(parts, body)).await {
        Ok(response) if response.status() != StatusCode::NOT_FOUND => {
            return response.map(Body::new);
        }
        Ok(_) => {}
        Err(error) if names_no_file(&error) => {}
        Err(error) => return respond::refusal(&Rejection::internal(&error), MediaType::Json),
    }
    if !is_page {
        return not_found::answer().await;
    }
    let Ok(response) = storefront.fallback.oneshot(again).await;
    response.map(Body::new)
}

/// Whether there is just no such file, also where none can be called so: names and paths have a greatest length.
fn names_no_file(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::PermissionDenied
            | io::ErrorKind::InvalidFilename
    )
}

/// What a browser navigates to: no file extension, and a page is asked for.
fn looks_like_a_page(request: &Request<Body>) -> bool {
    let navigates = request.method() == Method::GET || request.method() == Method::HEAD;
    let last = request.uri().path().rsplit('/').next().unwrap_or_default();
    navigates && !last.contains('.') && super::accept::takes_html(request.headers())
}

async fn headers(
    State(storefront): State<Storefront>,
    request: Request<Body>,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let immutable = storefront
        .immutable_prefixes
        .iter()
        .any(|prefix| path.starts_with(prefix.as_str()));
    let cache = match (response.status().is_success(), immutable) {
        (true, true) => "public, max-age=31536000, immutable",
        // Asked again each time, answered with 304 where nothing changed.
        (true, false) => "no-cache",
        (false, _) => "no-store",
    };
    let html = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    if html {
        headers.insert(CONTENT_SECURITY_POLICY, storefront.policy.clone());
    }
    response
}

fn policy(config: &StorefrontConfig, page: &Path) -> Result<HeaderValue, StorefrontError> {
    let html = std::fs::read_to_string(page).map_err(|source| StorefrontError::Page {
        path: page.to_owned(),
        source,
    })?;
    let text = match &config.content_security_policy {
        Some(policy) => policy.clone(),
        None => {
            let scripts: String = inline_scripts(&html)
                .map(|script| format!(" 'sha256-{}'", digest(script)))
                .collect();
            format!(
                "default-src 'self'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
                 font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; form-action 'self'; \
                 frame-ancestors 'none'"
            )
        }
    };
    HeaderValue::try_from(text).map_err(StorefrontError::Policy)
}

fn digest(script: &str) -> String {
    STANDARD.encode(Sha256::digest(script.as_bytes()))
}

/// The texts of `<script>` elements without `src`.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, after) = rest.split_once('>')?;
        let (text, _) = after.split_once("</script>")?;
        (!attributes.contains("src=") && !text.is_empty()).then_some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_found() {
        let html = "<head><script src=\"/a.js\"></script><script type=\"module\">one()</script></head><script>\n two()\n</script>";
        assert_eq!(
            inline_scripts(html).collect::<Vec<_>>(),
            ["one()", "\n two()\n"]
        );
    }
}
