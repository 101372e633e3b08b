//! Supergraph documents in, models out.

mod api_schema;
mod features;
mod field_sets;
mod links;
mod one_of;
mod prelude;
mod views;
mod views_v01;
