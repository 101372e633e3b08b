//! What catalog publishes. The JSON Schemas are in `schema/events/`; a test holds what is written against them.

pub(crate) mod price;
pub(crate) mod product;
