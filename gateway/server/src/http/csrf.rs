//! Requests that a foreign page makes a browser send without asking first.
//!
//! A POST must be `application/json`, which makes browsers ask (CORS preflight). A GET and a WebSocket's upgrade are
//! sent at once: for these the browser says where they come from, in `Sec-Fetch-Site` and `Origin`. Clients that
//! are no browsers send neither and are let through.

use http::HeaderMap;
use http::header::{HOST, ORIGIN};

use crate::config::CorsConfig;
use crate::error::{ErrorCode, Rejection};

fn refused() -> Rejection {
    Rejection::new(
        ErrorCode::CsrfPrevention,
        "requests from pages of other origins are refused here",
    )
}

/// For a GET that runs an operation.
pub(crate) fn check_get(headers: &HeaderMap, cors: &CorsConfig) -> Result<(), Rejection> {
    check_origin(headers, cors)?;
    let site = headers
        .get("sec-fetch-site")
        .map(http::HeaderValue::as_bytes);
    let foreign = matches!(site, Some(b"cross-site" | b"same-site"));
    if foreign && !headers.contains_key(ORIGIN) {
        return Err(refused());
    }
    Ok(())
}

/// The origin, where one is named, must be ours or one the configuration names.
pub(crate) fn check_origin(headers: &HeaderMap, cors: &CorsConfig) -> Result<(), Rejection> {
    let Some(origin) = headers.get(ORIGIN) else {
        return Ok(());
    };
    let origin = origin.to_str().map_err(|_| refused())?;
    if cors.origins.iter().any(|allowed| allowed == origin) {
        return Ok(());
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let own = origin.split_once("://").map(|(_, authority)| authority);
    if own.is_some() && own == host {
        return Ok(());
    }
    Err(refused())
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn foreign_pages_are_refused_and_others_let_through() {
        let cors = CorsConfig {
            origins: vec!["https://friend.example".to_owned()],
            ..CorsConfig::default()
        };
        let cases: [(&[(&str, &str)], bool); 8] = [
            (&[], true),
            (&[("origin", "http://shop.example")], true),
            (
                &[
                    ("origin", "https://friend.example"),
                    ("sec-fetch-site", "cross-site"),
                ],
                true,
            ),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("origin", "https://evil.example")], false),
            (&[("origin", "null")], false),
            (&[("sec-fetch-site", "cross-site")], false),
        ];
        for (entries, allowed) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static("shop.example"));
            for (name, value) in entries {
                headers.insert(
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                );
            }
            assert_eq!(check_get(&headers, &cors).is_ok(), allowed, "{entries:?}");
        }
    }
}
