//! Which media type the client wants its answer in (GraphQL over HTTP, section 6.3; RFC 9110, 12.5.1).

use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue};

use crate::error::{ErrorCode, Rejection};

/// The two media types of answers; they differ in which statuses are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MediaType {
    /// `application/graphql-response+json`: a refused operation has a status of 4xx.
    GraphqlResponse,
    /// `application/json`: a well-formed request is answered with 200, whatever its errors.
    Json,
}

impl MediaType {
    pub(super) fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }
}

/// One entry of an `Accept` header.
#[derive(Debug, Clone, Copy)]
struct Range<'a> {
    media: &'a str,
    /// In thousandths.
    quality: u32,
}

/// The best of our types. No header at all means JSON, as clients from before the specification expect.
pub(super) fn negotiate(headers: &HeaderMap) -> Result<MediaType, Rejection> {
    let mut present = false;
    let mut graphql = None;
    let mut json = None;
    for range in ranges(headers) {
        present = true;
        let (for_graphql, for_json) = match range.media {
            media if media.eq_ignore_ascii_case("application/graphql-response+json") => {
                (Some(2), None)
            }
            media if media.eq_ignore_ascii_case("application/json") => (None, Some(2)),
            // A wildcard does not show that the client knows the newer type.
            "application/*" => (None, Some(1)),
            "*/*" => (None, Some(0)),
            _ => (None, None),
        };
        prefer(&mut graphql, for_graphql, range.quality);
        prefer(&mut json, for_json, range.quality);
    }
    let quality = |found: Option<(u8, u32)>| found.map_or(0, |(_, quality)| quality);
    match (quality(graphql), quality(json)) {
        (0, 0) if !present => Ok(MediaType::Json),
        (0, 0) => Err(Rejection::new(
            ErrorCode::NotAcceptable,
            "answers come as application/graphql-response+json or application/json",
        )),
        (graphql, json) if graphql >= json => Ok(MediaType::GraphqlResponse),
        _ => Ok(MediaType::Json),
    }
}

/// The most specific range decides, whatever its quality.
fn prefer(found: &mut Option<(u8, u32)>, specificity: Option<u8>, quality: u32) {
    if let Some(specificity) = specificity
        && found.is_none_or(|(known, _)| specificity > known)
    {
        *found = Some((specificity, quality));
    }
}

/// Whether this is a browser that wants a page rather than an answer.
pub(super) fn wants_html(headers: &HeaderMap) -> bool {
    ranges(headers).any(|range| range.media.eq_ignore_ascii_case("text/html") && range.quality > 0)
}

/// Whether a page is welcome: asked for by name, or anything is.
pub(super) fn takes_html(headers: &HeaderMap) -> bool {
    let anything = ranges(headers).any(|range| range.media == "*/*" && range.quality > 0);
    anything || wants_html(headers) || !headers.contains_key(ACCEPT)
}

fn ranges(headers: &HeaderMap) -> impl Iterator<Item = Range<'_>> {
    let values = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .filter_map(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let media = parts.next().filter(|media| !media.is_empty())?;
            let weight =
                parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
            Some(Range {
                media,
                quality: weight.map_or(1000, quality),
            })
        })
}

/// `0.5` is 500; what cannot be read counts as not wanted.
fn quality(text: &str) -> u32 {
    let value: f32 = text.parse().unwrap_or(0.0);
    if !(0.0..=1.0).contains(&value) {
        return 0;
    }
    (value * 1000.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_type_is_chosen() {
        let cases = [
            (None, Some(MediaType::Json)),
            (Some("*/*"), Some(MediaType::Json)),
            (Some("application/*"), Some(MediaType::Json)),
            (Some("application/json"), Some(MediaType::Json)),
            (
                Some("application/json; charset=utf-8"),
                Some(MediaType::Json),
            ),
            (
                Some("application/graphql-response+json"),
                Some(MediaType::GraphqlResponse),
            ),
            (
                Some("application/graphql-response+json, application/json;q=0.9"),
                Some(MediaType::GraphqlResponse),
            ),
            (
                Some("application/json, application/graphql-response+json"),
                Some(MediaType::GraphqlResponse),
            ),
            (
                Some("application/json, application/graphql-response+json;q=0.5"),
                Some(MediaType::Json),
            ),
            (Some("application/json;q=0, */*"), None),
            (Some("text/html"), None),
            (Some("application/json;q=0"), None),
            (Some("application/json;q=nan"), None),
        ];
        for (header, expected) in cases {
            let mut headers = HeaderMap::new();
            if let Some(header) = header {
                headers.insert(ACCEPT, HeaderValue::from_static(header));
            }
            assert_eq!(negotiate(&headers).ok(), expected, "{header:?}");
        }
    }
}
