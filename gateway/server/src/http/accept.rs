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

/// What the client takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Accepted {
    /// For an answer that comes whole.
    pub(super) media: MediaType,
    /// How answers in parts are taken.
    pub(super) parts: PartsTaken,
    /// How the events of a subscription are taken.
    pub(super) events: EventsTaken,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EventsTaken {
    Never,
    /// `multipart/mixed; subscriptionSpec=1.0`
    Multipart,
    /// `text/event-stream`
    EventStream,
    /// The client takes nothing else, for whatever operation.
    EventStreamAlways,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartsTaken {
    Never,
    /// Where the operation defers anything.
    Sometimes,
    /// The client takes nothing else.
    Always,
}

/// The version of the format of answers in parts.
const DEFER_SPEC: &str = "20220824";

/// The version of the format of subscriptions in parts.
const SUBSCRIPTION_SPEC: &str = "1.0";

/// One entry of an `Accept` header.
#[derive(Debug, Clone, Copy)]
struct Range<'a> {
    media: &'a str,
    /// In thousandths.
    quality: u32,
    /// The version that `deferSpec` asks for.
    defer_spec: Option<&'a str>,
    /// The version that `subscriptionSpec` asks for.
    subscription_spec: Option<&'a str>,
}

impl Range<'_> {
    /// Whether it is our format of answers in parts; a client that names no version reads them all.
    fn takes_parts(&self) -> bool {
        self.media.eq_ignore_ascii_case("multipart/mixed")
            && self.quality > 0
            && self.subscription_spec.is_none()
            && self.defer_spec.is_none_or(|spec| spec == DEFER_SPEC)
    }

    fn takes_events(&self) -> EventsTaken {
        let is = |media: &str| self.media.eq_ignore_ascii_case(media) && self.quality > 0;
        if is("text/event-stream") {
            EventsTaken::EventStream
        } else if is("multipart/mixed") && self.subscription_spec == Some(SUBSCRIPTION_SPEC) {
            EventsTaken::Multipart
        } else {
            EventsTaken::Never
        }
    }
}

/// The best of our types. No header at all means JSON, as clients from before the specification expect.
pub(super) fn negotiate(headers: &HeaderMap) -> Result<Accepted, Rejection> {
    let mut present = false;
    let parts = ranges(headers).any(|range| range.takes_parts());
    let mut events = EventsTaken::Never;
    let mut graphql = None;
    let mut json = None;
    for range in ranges(headers) {
        present = true;
        // Of several, the first that is named.
        if events == EventsTaken::Never {
            events = range.takes_events();
        }
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
    let media = match (quality(graphql), quality(json)) {
        (0, 0) if parts || events != EventsTaken::Never => {
            return Ok(Accepted {
                media: MediaType::Json,
                parts: if parts {
                    PartsTaken::Always
                } else {
                    PartsTaken::Never
                },
                events: match events {
                    EventsTaken::EventStream if !parts => EventsTaken::EventStreamAlways,
                    events => events,
                },
            });
        }
        (0, 0) if !present => Ok(MediaType::Json),
        (0, 0) => Err(Rejection::new(
            ErrorCode::NotAcceptable,
            "answers come as application/graphql-response+json or application/json",
        )),
        (graphql, json) if graphql >= json => Ok(MediaType::GraphqlResponse),
        _ => Ok(MediaType::Json),
    };
    let parts = if parts {
        PartsTaken::Sometimes
    } else {
        PartsTaken::Never
    };
    Ok(Accepted {
        media: media?,
        parts,
        events,
    })
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
            let mut range = Range {
                media,
                quality: 1000,
                defer_spec: None,
                subscription_spec: None,
            };
            for (name, value) in parts.filter_map(|part| part.split_once('=')) {
                if name.eq_ignore_ascii_case("q") {
                    range.quality = quality(value);
                } else if name.eq_ignore_ascii_case("deferSpec") {
                    range.defer_spec = Some(value.trim_matches('"'));
                } else if name.eq_ignore_ascii_case("subscriptionSpec") {
                    range.subscription_spec = Some(value.trim_matches('"'));
                }
            }
            Some(range)
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
            let media = negotiate(&headers).ok().map(|accepted| accepted.media);
            assert_eq!(media, expected, "{header:?}");
        }
    }

    #[test]
    fn answers_in_parts_are_for_those_that_ask() {
        let cases = [
            (None, PartsTaken::Never),
            (Some("*/*"), PartsTaken::Never),
            (Some("application/json"), PartsTaken::Never),
            (
                Some(
                    "multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9",
                ),
                PartsTaken::Sometimes,
            ),
            (
                Some("application/json, multipart/mixed"),
                PartsTaken::Sometimes,
            ),
            (
                Some("multipart/mixed; boundary=\"-\"; deferSpec=\"20220824\""),
                PartsTaken::Always,
            ),
            (
                Some("multipart/mixed; deferSpec=20991231, application/json"),
                PartsTaken::Never,
            ),
            (
                Some("multipart/mixed;q=0, application/json"),
                PartsTaken::Never,
            ),
        ];
        for (header, expected) in cases {
            let mut headers = HeaderMap::new();
            if let Some(header) = header {
                headers.insert(ACCEPT, HeaderValue::from_static(header));
            }
            assert_eq!(negotiate(&headers).unwrap().parts, expected, "{header:?}");
        }
    }

    #[test]
    fn events_are_for_those_that_ask() {
        use EventsTaken::{EventStream, EventStreamAlways, Multipart, Never};
        let cases = [
            ("*/*", Never),
            ("application/json", Never),
            ("text/event-stream", EventStreamAlways),
            ("text/event-stream;q=0, application/json", Never),
            (
                "application/graphql-response+json, application/json, text/event-stream, multipart/mixed",
                EventStream,
            ),
            (
                "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json",
                Multipart,
            ),
            ("multipart/mixed;subscriptionSpec=\"1.0\"", Multipart),
            (
                "multipart/mixed;subscriptionSpec=9.0, application/json",
                Never,
            ),
        ];
        for (header, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(header));
            assert_eq!(negotiate(&headers).unwrap().events, expected, "{header}");
        }
    }
}
