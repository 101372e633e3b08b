//! A shared field that each subgraph answers in its own way: the path decides which (rule 35).

use serde_json::{Value, json};

use super::{At, Server};
use crate::data::VARYING;
use crate::graph::Kind;

/// What starts each such value.
const MARK: &str = "of ";

/// Any of them.
const ANY: &str = "of any";

impl Server<'_> {
    /// A subgraph tells its name. The whole tells that of the one subgraph that the object can have come from; if that has not
    /// the field, or there are several, any will do.
    pub(super) fn varying(&self, at: At<'_>) -> Value {
        let home = self.home.or_else(|| self.only_home(at));
        match home {
            Some(home) => json!(format!("{MARK}{}", self.graph.homes[home].name)),
            None => json!(ANY),
        }
    }

    fn only_home(&self, at: At<'_>) -> Option<usize> {
        let (above, field) = at.above?;
        let gives = |home: &usize| self.resolves(*home, &above.object.ty, field);
        let mut homes = (0..self.graph.homes.len()).filter(gives);
        let home = homes.next().filter(|_| homes.next().is_none())?;
        self.resolves(home, &at.object.ty, VARYING).then_some(home)
    }

    /// Whether a subgraph resolves a field of an object type, itself or as an interface object.
    fn resolves(&self, home: usize, ty: &str, name: &str) -> bool {
        let types = &self.graph.homes[home].types;
        let family = types.get(self.graph.family(ty));
        let object = family.filter(|family| family.kind == Kind::InterfaceObject);
        let mut declared = object.into_iter().chain(types.get(ty));
        declared.any(|declared| declared.fields.contains_key(name))
    }
}

/// Puts what was answered where any such value will do.
pub(crate) fn settle(expected: &mut Value, answered: &Value) {
    match (expected, answered) {
        (Value::Object(expected), Value::Object(answered)) => {
            for (key, value) in expected {
                if let Some(answered) = answered.get(key) {
                    settle(value, answered);
                }
            }
        }
        (Value::Array(expected), Value::Array(answered)) => {
            let pairs = expected.iter_mut().zip(answered);
            pairs.for_each(|(expected, answered)| settle(expected, answered));
        }
        (Value::String(expected), Value::String(answered)) => {
            if expected == ANY && answered.starts_with(MARK) {
                expected.clone_from(answered);
            }
        }
        (
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_),
            _,
        ) => {}
    }
}
