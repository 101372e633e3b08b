//! From a request's text to a compiled plan: parsed, limited, validated, planned, each remembered by what shaped it.

mod coercion;
mod deferral;
mod document;
mod introspection;
mod persisted;
mod planning;
mod request;

pub(crate) use coercion::coerce;
pub(crate) use deferral::Deferrals;
pub(crate) use document::{Document, Documents, Facts};
pub(crate) use introspection::{Introspection, is_asked};
pub(crate) use persisted::PersistedOperations;
pub(crate) use planning::{PlanKey, Planned, Plans};
pub(crate) use request::GraphqlRequest;
