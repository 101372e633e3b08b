//! The variables of a request, as the operation declares them.

use apollo_compiler::Schema;
use apollo_compiler::executable::Operation;
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;

use crate::error::{ErrorCode, Rejection};

/// Applies defaults and checks every value against its type. Values that no variable is declared for are dropped.
pub(crate) fn coerce(
    schema: &Valid<Schema>,
    operation: &Operation,
    values: &JsonMap,
) -> Result<Valid<JsonMap>, Rejection> {
    if operation.variables.is_empty() {
        return Ok(Valid::assume_valid(JsonMap::new()));
    }
    coerce_variable_values(schema, operation, values)
        .map_err(|error| Rejection::new(ErrorCode::VariablesInvalid, error.message().to_string()))
}
