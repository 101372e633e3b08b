//! One field: whether this server may resolve it, and its value.

use apollo_compiler::ast::{Selection as SetItem, Type};
use apollo_compiler::executable::{Field, SelectionSet};
use serde_json::{Map, Value, json};
use std::sync::atomic::Ordering;

use super::{At, DENIED, NOT_SENT, Server, Stop};
use crate::data::{Datum, Object, VARYING};
use crate::dice::{hash, mixed};

/// Fields whose value is the number of mutations so far.
pub(crate) const CHANGED: &str = "version";

impl Server<'_> {
    pub(super) fn field(&self, at: At<'_>, fields: &[&Field]) -> Result<Value, Stop> {
        let field = fields[0];
        let name = field.name.as_str();
        let below: Vec<&SelectionSet> = fields.iter().map(|field| &field.selection_set).collect();
        match name {
            "__typename" => return Ok(json!(&*at.object.ty)),
            "_entities" => return self.entities(field, &below),
            _ => {}
        }
        // The object's own field may promise more than the interface's.
        let own = self.schema.type_field(&at.object.ty, name);
        let ty = own.map_or_else(|_| field.ty(), |own| &own.ty);
        if !self.allows(at.object, name)? {
            return self.failed(ty, DENIED);
        }
        if &*at.object.ty == "Mutation" {
            self.state.fetch_add(1, Ordering::SeqCst);
        }
        let provided = self.local(at, name)?;
        if let Some(home) = self.home
            && !self.has_required(home, at, name)?
        {
            return self.failed(ty, NOT_SENT);
        }
        if self.throws(at.object, name) {
            return self.failed(ty, &format!("boom {name}"));
        }
        let extra = self.arguments(at, field)?;
        let datum = match name {
            VARYING => Datum::Leaf(self.varying(at)),
            _ => self.value(at.object, name, &extra)?,
        };
        let at = At {
            provided: &provided,
            ..at
        };
        self.complete(ty, &datum, (at, name), &below)
    }

    /// Whether the caller may read a field; a subgraph is only asked for what it may read, and for keys.
    fn allows(&self, object: &Object, name: &str) -> Result<bool, Stop> {
        let allowed = self.graph.allows(&object.ty, name, &self.settings.claims);
        let Some(home) = self.home.filter(|_| !allowed) else {
            return Ok(allowed);
        };
        let keyed = self
            .graph
            .field(&object.ty, name)
            .is_some_and(|it| it.keyed);
        match keyed {
            true => Ok(true),
            false => Err(Stop::Fault(format!(
                "{}.{name} in {} for a caller who may not read it",
                object.ty, self.graph.homes[home].name
            ))),
        }
    }

    fn failed(&self, ty: &Type, why: &str) -> Result<Value, Stop> {
        self.report(why);
        match ty.is_non_null() {
            true => Err(Stop::Null),
            false => Ok(Value::Null),
        }
    }

    fn throws(&self, object: &Object, name: &str) -> bool {
        let place = format!("{}.{name}", self.graph.family(&object.ty));
        let number = format!("{}/{name}", object.number);
        self.settings.throws.contains(&place) && mixed(hash(&number)).is_multiple_of(2)
    }

    fn value(&self, object: &Object, name: &str, extra: &str) -> Result<Datum, Stop> {
        let datum = self.graph.datum(object, name, extra);
        let datum =
            datum.ok_or_else(|| Stop::Fault(format!("nobody resolves {}.{name}", object.ty)))?;
        if name.starts_with(CHANGED) {
            return Ok(Datum::Leaf(json!(self.mutated())));
        }
        if self.settings.null_keys && self.graph.is_null_key(object, name) {
            return Ok(Datum::Leaf(Value::Null));
        }
        Ok(datum)
    }

    /// What is provided below a field; a fault when the field is not resolved here at all.
    fn local<'a>(&'a self, at: At<'a>, name: &str) -> Result<Vec<&'a SetItem>, Stop> {
        let Some(home) = self.home else {
            return Ok(Vec::new());
        };
        let place = || format!("{}.{name} in {}", at.object.ty, self.graph.homes[home].name);
        let declared = self.graph.homes[home].types.get(&at.object.ty);
        let field = declared.and_then(|declared| declared.fields.get(name));
        let field = field.ok_or_else(|| Stop::Fault(format!("{} is not declared", place())))?;
        let mut below = Vec::new();
        let named = self.provided(at.object, at.provided, name, &mut below);
        let provided = named && field.is_external();
        if !field.is_alive(&self.settings.labels) && !provided {
            return Err(Stop::Fault(format!("{} is not resolved there", place())));
        }
        below.extend(field.provides.iter().flatten());
        Ok(below)
    }

    /// Whether a provided selection names the field for the object; with what it says below it.
    fn provided<'s>(
        &self,
        object: &Object,
        set: &[&'s SetItem],
        name: &str,
        below: &mut Vec<&'s SetItem>,
    ) -> bool {
        let mut named = false;
        for item in set {
            match item {
                SetItem::Field(field) if field.name == *name => {
                    named = true;
                    below.extend(&field.selection_set);
                }
                SetItem::Field(_) | SetItem::FragmentSpread(_) => {}
                SetItem::InlineFragment(fragment) => {
                    let on = fragment.type_condition.as_ref();
                    if on.is_none_or(|on| self.is_a(object, on)) {
                        let inside: Vec<&SetItem> = fragment.selection_set.iter().collect();
                        named |= self.provided(object, &inside, name, below);
                    }
                }
            }
        }
        named
    }

    /// Whether all that the field requires was sent, and sent right.
    fn has_required(&self, home: usize, at: At<'_>, name: &str) -> Result<bool, Stop> {
        let declared = self.graph.homes[home].types.get(&at.object.ty);
        let requires = declared.and_then(|declared| declared.fields.get(name)?.requires.as_ref());
        let Some(requires) = requires else {
            return Ok(true);
        };
        let place = || format!("{}.{name} in {}", at.object.ty, self.graph.homes[home].name);
        let Some(said) = at.said else {
            return Err(Stop::Fault(format!("{} without a representation", place())));
        };
        let object = self.real(at.object);
        let items: Vec<&SetItem> = requires.iter().collect();
        let expected = self.required(&object, &items)?;
        if covers(&expected, said) {
            return Ok(true);
        }
        // A fetch that failed as a whole gave nothing to send.
        if self.settings.is_broken() || !self.settings.throws.is_empty() {
            return Ok(false);
        }
        Err(Stop::Fault(format!(
            "{} requires {expected}, was sent {said}",
            place()
        )))
    }

    /// The object with the type that only an interface's owner knows.
    pub(super) fn real(&self, object: &Object) -> Object {
        let entities = self.graph.entities(&object.ty);
        let real = entities.into_iter().find(|one| one.number == object.number);
        match self.graph.implementers(&object.ty) {
            Some(_) => real.unwrap_or_else(|| object.clone()),
            None => object.clone(),
        }
    }

    /// What a field set says of an object, from the data itself.
    pub(super) fn required(&self, object: &Object, set: &[&SetItem]) -> Result<Value, Stop> {
        let mut values = Map::new();
        self.require(object, set, &mut values)?;
        Ok(Value::Object(values))
    }

    fn require(
        &self,
        object: &Object,
        set: &[&SetItem],
        into: &mut Map<String, Value>,
    ) -> Result<(), Stop> {
        for item in set {
            match item {
                SetItem::Field(field) if field.name == "__typename" => {}
                SetItem::Field(field) => {
                    let extra = self.written_arguments(&object.ty, field);
                    let datum = match self.throws(object, &field.name) {
                        true => Datum::Leaf(Value::Null),
                        false => self.value(object, &field.name, &extra)?,
                    };
                    let below: Vec<&SetItem> = field.selection_set.iter().collect();
                    let value = self.require_value(&datum, &below)?;
                    match into.get_mut(field.name.as_str()) {
                        Some(known) => merge(known, value),
                        None => {
                            into.insert(field.name.to_string(), value);
                        }
                    }
                }
                SetItem::InlineFragment(fragment) => {
                    let on = fragment.type_condition.as_ref();
                    if on.is_none_or(|on| self.is_a(object, on)) {
                        let inside: Vec<&SetItem> = fragment.selection_set.iter().collect();
                        self.require(object, &inside, into)?;
                    }
                }
                SetItem::FragmentSpread(_) => {}
            }
        }
        Ok(())
    }

    fn require_value(&self, datum: &Datum, below: &[&SetItem]) -> Result<Value, Stop> {
        match datum {
            Datum::Leaf(value) => Ok(value.clone()),
            Datum::Object(object) => self.required(object, below),
            Datum::List(items) => {
                let items = items.iter().map(|item| self.require_value(item, below));
                items
                    .collect::<Result<Vec<Value>, Stop>>()
                    .map(Value::Array)
            }
        }
    }
}

fn merge(known: &mut Value, more: Value) {
    match (known, more) {
        (Value::Object(known), Value::Object(more)) => {
            for (key, value) in more {
                match known.get_mut(&key) {
                    Some(known) => merge(known, value),
                    None => {
                        known.insert(key, value);
                    }
                }
            }
        }
        (Value::Array(known), Value::Array(more)) => {
            known
                .iter_mut()
                .zip(more)
                .for_each(|(known, more)| merge(known, more));
        }
        _ => {}
    }
}

/// Whether all that is expected was said; more may have been.
pub(super) fn covers(expected: &Value, said: &Value) -> bool {
    match (expected, said) {
        (Value::Object(expected), Value::Object(said)) => expected
            .iter()
            .all(|(key, value)| said.get(key).is_some_and(|said| covers(value, said))),
        (Value::Array(expected), Value::Array(said)) => {
            expected.len() == said.len()
                && expected
                    .iter()
                    .zip(said)
                    .all(|(expected, said)| covers(expected, said))
        }
        _ => expected == said,
    }
}
