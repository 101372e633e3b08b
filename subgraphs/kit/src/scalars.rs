//! The scalars of the commerce graph, each with the page that specifies it.

mod date_time;
mod decimal;
mod email;
mod url;

pub use self::date_time::DateTime;
pub use self::decimal::Decimal;
pub use self::email::EmailAddress;
pub use self::url::Url;

use async_graphql::{InputType, InputValueError, Value};

/// Each scalar with the page that specifies it, for the SDL that async-graphql writes without.
pub(crate) const SPECIFIED_BY: [(&str, &str); 4] = [
    ("DateTime", "https://www.rfc-editor.org/rfc/rfc3339"),
    ("Decimal", "https://www.w3.org/TR/xmlschema11-2/#decimal"),
    (
        "EmailAddress",
        "https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address",
    ),
    ("URL", "https://url.spec.whatwg.org/"),
];

/// The error of a scalar that cannot be read, with the code that clients see.
fn refused<T: InputType>(reason: impl std::fmt::Display) -> InputValueError<T> {
    InputValueError::custom(reason).with_extension("code", crate::error::codes::BAD_USER_INPUT)
}

fn expect_text<T: InputType>(value: Value) -> Result<String, InputValueError<T>> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(InputValueError::expected_type(other)
            .with_extension("code", crate::error::codes::BAD_USER_INPUT)),
    }
}
