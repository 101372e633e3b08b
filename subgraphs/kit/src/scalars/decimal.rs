//! `Decimal`.

use super::refused;
use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use serde::{Deserialize, Serialize};

/// A decimal number, exact; a string on the wire: `"12.30"`.
///
/// Whole numbers are read as JSON numbers too; a fraction must be a string, because a JSON number may already have lost
/// its last digits on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Decimal(pub rust_decimal::Decimal);

/// A decimal number as a string, exact.
#[Scalar(
    name = "Decimal",
    specified_by_url = "https://www.w3.org/TR/xmlschema11-2/#decimal"
)]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => rust_decimal::Decimal::from_str_exact(&text)
                .map(Self)
                .map_err(refused),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => Ok(Self(whole.into())),
                None => Err(refused("a fraction must be given as a string")),
            },
            other => Err(InputValueError::expected_type(other)
                .with_extension("code", crate::error::codes::BAD_USER_INPUT)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}
