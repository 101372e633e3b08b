//! Arguments filled from further up: what the whole finds there itself, and a subgraph is sent.

use std::collections::BTreeMap;

use apollo_compiler::ast::Selection as SetItem;
use serde_json::Value;

use super::{At, Server, Stop};
use crate::graph::{Contextual, Home};

impl Server<'_> {
    /// The arguments of a field that clients do not give, with their values; none in a subgraph.
    pub(super) fn contexts(&self, at: At<'_>, name: &str) -> Result<BTreeMap<&str, Value>, Stop> {
        let contextual = self.graph.contextual(&at.object.ty, name);
        let Some((home, arguments)) = contextual.filter(|_| self.home.is_none()) else {
            return Ok(BTreeMap::new());
        };
        let filled = arguments.iter().map(|one| {
            let value = self.context(home, at, one)?;
            Ok((one.argument.as_str(), value))
        });
        filled.collect()
    }

    /// The value at the nearest object above that sets the context.
    fn context(&self, home: &Home, at: At<'_>, argument: &Contextual) -> Result<Value, Stop> {
        let mut above = at.above;
        while let Some((one, _)) = above {
            let declared = home.types.get(&one.object.ty);
            if declared.is_some_and(|it| it.contexts.contains(&argument.context)) {
                let set: Vec<&SetItem> = argument.fields.iter().collect();
                return Ok(only(self.required(one.object, &set)?));
            }
            above = one.above;
        }
        Err(Stop::Fault(format!("nothing sets {}", argument.context)))
    }
}

/// A context's selection comes down to one field.
fn only(value: Value) -> Value {
    match value {
        Value::Object(members) => members.into_values().next().map_or(Value::Null, only),
        Value::Array(items) => items.into_iter().map(only).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}
