//! The keywords of JSON Schema (draft 2020-12), by what they mean for a comparison.

/// Lower bounds.
pub(super) const LOWER: [&str; 6] = [
    "minimum",
    "exclusiveMinimum",
    "minLength",
    "minItems",
    "minProperties",
    "minContains",
];
/// Upper bounds.
pub(super) const UPPER: [&str; 6] = [
    "maximum",
    "exclusiveMaximum",
    "maxLength",
    "maxItems",
    "maxProperties",
    "maxContains",
];
/// Those of them that count something.
pub(super) const LENGTHS: [&str; 8] = [
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minContains",
    "maxContains",
];
/// What a value must look like; of two of them nobody knows which allows more.
pub(super) const SHAPES: [&str; 6] = [
    "pattern",
    "format",
    "multipleOf",
    "uniqueItems",
    "contentEncoding",
    "contentMediaType",
];
/// Whose value is a text.
pub(super) const TEXTS: [&str; 7] = [
    "pattern",
    "format",
    "contentEncoding",
    "contentMediaType",
    "$ref",
    "$anchor",
    "$id",
];
/// Whose value is a schema.
pub(super) const SCHEMA: [&str; 11] = [
    "items",
    "additionalProperties",
    "unevaluatedItems",
    "unevaluatedProperties",
    "propertyNames",
    "contains",
    "contentSchema",
    "not",
    "if",
    "then",
    "else",
];
/// Whose value is an object of schemas.
pub(super) const SCHEMAS: [&str; 5] = [
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
];
/// Whose value is a list of schemas.
pub(super) const SCHEMA_LIST: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
/// That ask nothing of a value.
pub(super) const ANNOTATIONS: [&str; 14] = [
    "$schema",
    "$id",
    "$anchor",
    "$comment",
    "$defs",
    "$vocabulary",
    "definitions",
    "title",
    "description",
    "default",
    "deprecated",
    "examples",
    "readOnly",
    "writeOnly",
];
/// That are compared as a whole: what a change of them means for readers is not worked out.
pub(super) const WHOLE: [&str; 14] = [
    "$ref",
    "$dynamicRef",
    "allOf",
    "prefixItems",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "contentSchema",
    "dependentSchemas",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];
