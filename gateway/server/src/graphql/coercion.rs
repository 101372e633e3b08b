//! The variables of a request, as the operation declares them.

use apollo_compiler::Schema;
use apollo_compiler::executable::Operation;
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;

use gateway_supergraph::one_of;

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
    let refused = |message: String| Rejection::new(ErrorCode::VariablesInvalid, message);
    let values = coerce_variable_values(schema, operation, values)
        .map_err(|error| refused(error.message().to_string()))?;
    for variable in &operation.variables {
        let value = values.get(variable.name.as_str());
        let fault = value.and_then(|value| one_of::fault_in(schema, &variable.ty, value));
        if let Some(fault) = fault {
            return Err(refused(format!(
                "the variable `${}`: {fault}",
                variable.name
            )));
        }
    }
    Ok(values)
}
