//! `__schema` and `__type`, answered from the API schema.

use std::sync::{Arc, OnceLock};

use apollo_compiler::collections::HashMap;
use apollo_compiler::executable::Operation;
use apollo_compiler::introspection::{check_max_depth, partial_execute};
use apollo_compiler::request::RequestError;
use apollo_compiler::response::JsonMap;
use apollo_compiler::schema::Implementers;
use apollo_compiler::validation::Valid;
use apollo_compiler::{Name, Schema};
use bytes::Bytes;

use super::Document;
use crate::error::{ErrorCode, Rejection};

/// Answers introspection of one schema.
#[derive(Debug)]
pub(crate) struct Introspection {
    schema: Arc<Valid<Schema>>,
    implementers: HashMap<Name, Implementers>,
    enabled: bool,
}

/// The introspection answer of an operation without variables, which is always the same.
pub(crate) type Remembered = OnceLock<Bytes>;

/// Whether the operation asks for the schema at its root.
pub(crate) fn is_asked(document: &Document, operation: &Operation) -> bool {
    let mut fields = operation.root_fields(&document.executable);
    operation.is_query() && fields.any(|field| matches!(field.name.as_str(), "__schema" | "__type"))
}

fn refused(error: &RequestError) -> Rejection {
    Rejection::new(ErrorCode::QueryTooComplex, error.message().to_string())
}

impl Introspection {
    pub(crate) fn new(schema: Arc<Valid<Schema>>, enabled: bool) -> Self {
        Self {
            implementers: schema.implementers_map(),
            schema,
            enabled,
        }
    }

    /// The part of the answer that the schema gives, as a GraphQL response.
    pub(crate) fn answer(
        &self,
        document: &Document,
        operation: &Operation,
        variables: &Valid<JsonMap>,
        remembered: &Remembered,
    ) -> Result<Bytes, Rejection> {
        if !self.enabled {
            return Err(Rejection::new(
                ErrorCode::IntrospectionDisabled,
                "introspection is switched off here",
            ));
        }
        if let Some(known) = remembered.get() {
            return Ok(known.clone());
        }
        check_max_depth(&document.executable, operation).map_err(|error| refused(&error))?;
        let answer = partial_execute(
            &self.schema,
            &self.implementers,
            &document.executable,
            operation,
            variables,
        )
        .map_err(|error| refused(&error))?;
        let bytes = serde_json::to_vec(&answer).map_err(|error| Rejection::internal(&error))?;
        let bytes = Bytes::from(bytes);
        if operation.variables.is_empty() {
            return Ok(remembered.get_or_init(|| bytes).clone());
        }
        Ok(bytes)
    }
}
