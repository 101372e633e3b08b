//! `URL`.

use super::{expect_text, refused};
use async_graphql::{InputValueResult, Scalar, ScalarType, Value};
use serde::{Deserialize, Serialize};

/// Longer addresses are refused: no picture or page of ours needs one, and they are stored.
const MAX_LENGTH: usize = 2048;

/// A URL, absolute with `http` or `https`, or relative to the storefront's origin and then starting with one `/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Url(String);

/// Why a text is no URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an http, https or origin-relative URL without spaces, at most 2048 bytes")]
pub struct UrlError;

impl Url {
    /// The URL's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Url {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let absolute = ["http://", "https://"].iter().any(|scheme| {
            text.strip_prefix(scheme)
                .is_some_and(|rest| !rest.is_empty())
        });
        // `//host/path` would leave the origin.
        let relative = text.starts_with('/') && !text.starts_with("//");
        let clean = !text.chars().any(|c| c.is_whitespace() || c.is_control());
        ((absolute || relative) && clean && text.len() <= MAX_LENGTH)
            .then(|| Self(text.to_owned()))
            .ok_or(UrlError)
    }
}

/// A URL, absolute or relative to the storefront's origin.
#[Scalar(name = "URL", specified_by_url = "https://url.spec.whatwg.org/")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        expect_text(value)?.parse().map_err(refused)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}
