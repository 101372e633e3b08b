//! `DateTime`.

use super::{expect_text, refused};
use async_graphql::{InputValueResult, Scalar, ScalarType, Value};
use chrono::{SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// An instant in UTC, as RFC 3339 with milliseconds and `Z`: `2026-11-22T17:03:18.000Z`.
///
/// Any offset is read; UTC is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DateTime(pub chrono::DateTime<Utc>);

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(instant: chrono::DateTime<Utc>) -> Self {
        Self(instant)
    }
}

impl std::fmt::Display for DateTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// An instant as RFC 3339 in UTC.
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339"
)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        chrono::DateTime::parse_from_rfc3339(&expect_text(value)?)
            .map(|instant| Self(instant.with_timezone(&Utc)))
            .map_err(refused)
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}
