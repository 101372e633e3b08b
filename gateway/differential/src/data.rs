//! The data: every value follows from type, object and field, so that all servers agree without sharing anything.

use std::sync::Arc;

use apollo_compiler::ast::Type;
use serde_json::{Value, json};

use crate::dice::{hash, mixed};
use crate::graph::{FieldFacts, Graph};

/// A field that each subgraph answers in its own way (rule 35).
pub(crate) const VARYING: &str = "vary";

/// Objects that each entity type has.
const OBJECTS: u64 = 4;

/// An object: entities by number, values by where they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) ty: Arc<str>,
    pub(crate) number: u64,
}

/// A value before its selection is looked at.
#[derive(Debug, Clone)]
pub(crate) enum Datum {
    Leaf(Value),
    Object(Object),
    List(Vec<Datum>),
}

impl Graph {
    /// All objects of an entity type, or of a keyed interface.
    pub(crate) fn entities(&self, ty: &str) -> Vec<Object> {
        if let Some(members) = self.implementers(ty) {
            let objects = members.iter().flat_map(|member| self.entities(member));
            return objects.collect();
        }
        (0..OBJECTS)
            .map(|at| Object {
                ty: Arc::from(ty),
                number: self.numbered(ty, at),
            })
            .collect()
    }

    /// Numbers of a keyed interface's objects tell their types apart.
    fn numbered(&self, ty: &str, at: u64) -> u64 {
        let members = self.implementers(self.family(ty));
        let Some(members) = members.filter(|members| !members.is_empty()) else {
            return at;
        };
        let index = members.iter().position(|member| &**member == ty);
        at * members.len() as u64 + index.unwrap_or(0) as u64
    }

    /// The value of a field of an object; `extra` is whatever else it depends on: its arguments.
    pub(crate) fn datum(&self, object: &Object, name: &str, extra: &str) -> Option<Datum> {
        let facts = self.field(&object.ty, name)?;
        if facts.keyed {
            return Some(self.key(facts, &facts.ty, name, object.number));
        }
        let family = self.family(&object.ty);
        let seed = hash(&format!("{family}/{}/{name}/{extra}", object.number));
        Some(self.of_type(facts, &facts.ty, seed))
    }

    /// Whether an object's key is null, where a key may be; only cases with null keys ask.
    pub(crate) fn is_null_key(&self, object: &Object, name: &str) -> bool {
        let facts = self.field(&object.ty, name);
        let nullable = facts.is_some_and(|facts| facts.keyed && !facts.ty.is_non_null());
        let place = format!("{}/{}/{name}/key", self.family(&object.ty), object.number);
        nullable && mixed(hash(&place)).is_multiple_of(3)
    }

    /// Key values are never null of themselves and say which object it is.
    fn key(&self, facts: &FieldFacts, ty: &Type, name: &str, number: u64) -> Datum {
        if ty.is_list() {
            let item = ty.item_type();
            let entity = facts.possible.iter().any(|one| self.is_entity(one));
            let numbers = if entity {
                vec![number]
            } else {
                vec![number, number + 100]
            };
            let items = numbers.into_iter();
            return Datum::List(items.map(|one| self.key(facts, item, name, one)).collect());
        }
        match facts.possible.first() {
            Some(first) if self.is_object(first) => Datum::Object(Object {
                ty: first.clone(),
                number,
            }),
            Some(_) | None => match ty.inner_named_type().as_str() {
                "Int" => Datum::Leaf(json!(number)),
                _ => Datum::Leaf(json!(format!("{name}:{number}"))),
            },
        }
    }

    fn is_object(&self, name: &str) -> bool {
        let mut homes = self.homes.iter();
        homes.any(|home| {
            home.types
                .get(name)
                .is_some_and(|ty| !ty.members.is_empty())
        })
    }

    fn of_type(&self, facts: &FieldFacts, ty: &Type, seed: u64) -> Datum {
        if !ty.is_non_null() && mixed(seed ^ 0xA5).is_multiple_of(7) {
            return Datum::Leaf(Value::Null);
        }
        if ty.is_list() {
            let item = ty.item_type();
            let none = facts.is_open && facts.possible.is_empty();
            let items = 0..if none { 0 } else { mixed(seed ^ 0x5A) % 4 };
            let items = items.map(|at| self.of_type(facts, item, mixed(seed ^ (at + 1))));
            return Datum::List(items.collect());
        }
        if facts.is_open && facts.possible.is_empty() {
            // The subgraphs that resolve it agree on nothing.
            return Datum::Leaf(Value::Null);
        }
        if let Some(one) = pick(&facts.possible, seed) {
            if !self.is_object(one) {
                return Datum::Leaf(json!(&**one));
            }
            let number = match &**one {
                "Query" => 0,
                _ if self.is_entity(one) => self.numbered(one, mixed(seed ^ 9) % OBJECTS),
                _ => seed,
            };
            return Datum::Object(Object {
                ty: one.clone(),
                number,
            });
        }
        Datum::Leaf(match ty.inner_named_type().as_str() {
            "Int" => json!(seed % 1000),
            "Float" => json!((seed % 1000) as f64 / 4.0),
            "Boolean" => json!(seed.is_multiple_of(2)),
            "String" => json!(format!("s{}\n\"é", seed % 1000)),
            "ID" => json!(format!("x{}", seed % 1000)),
            // A scalar of the graph's own can be anything.
            _ => json!({ "any": [seed % 10, "\u{1F600}", null], "b": { "c": 1.5 } }),
        })
    }
}

fn pick(from: &[Arc<str>], seed: u64) -> Option<&Arc<str>> {
    let at = mixed(seed ^ 3) % (from.len().max(1) as u64);
    from.get(at as usize)
}
