//! What is looked at first in an answer.

use serde_json::Value;

/// The first code of `userErrors` below `data.<field>`.
///
/// # Panics
/// When there is none.
pub fn user_error<'a>(response: &'a Value, field: &str) -> &'a str {
    response["data"][field]["userErrors"][0]["code"]
        .as_str()
        .unwrap_or_else(|| panic!("no user error in {response}"))
}

/// The code of the first GraphQL error.
///
/// # Panics
/// When there is none.
pub fn error_code(response: &Value) -> &str {
    response["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or_else(|| panic!("no error in {response}"))
}
