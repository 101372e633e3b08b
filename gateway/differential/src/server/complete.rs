//! Selections collected, values completed, nulls carried up.

use apollo_compiler::ast::{DirectiveList, Type};
use apollo_compiler::executable::{Field, Selection, SelectionSet};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use std::sync::Arc;

use super::{At, HIDDEN_TYPE, Server, Stop};
use crate::data::{Datum, Object};
use crate::graph::Kind;

type Fields<'a> = IndexMap<&'a str, Vec<&'a Field>>;

impl Server<'_> {
    pub(super) fn object(&self, at: At<'_>, sets: &[&SelectionSet]) -> Result<Value, Stop> {
        let mut fields = Fields::default();
        for set in sets {
            self.collect(at.object, set, &mut fields)?;
        }
        let mut answer = Map::new();
        let mut null = false;
        for (key, fields) in fields {
            match self.within(json!(key), || self.field(at, &fields)) {
                Ok(value) => {
                    answer.insert(key.to_owned(), value);
                }
                // The others go on: their errors are reported as well.
                Err(Stop::Null) => null = true,
                Err(Stop::Fault(why)) => return Err(Stop::Fault(why)),
            }
        }
        if null {
            Err(Stop::Null)
        } else {
            Ok(Value::Object(answer))
        }
    }

    fn collect<'s>(
        &'s self,
        object: &Object,
        set: &'s SelectionSet,
        into: &mut Fields<'s>,
    ) -> Result<(), Stop> {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    if self.included(&field.directives) {
                        into.entry(field.response_key()).or_default().push(field);
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment.type_condition.as_ref();
                    let applies = on.is_none_or(|on| self.is_a(object, on));
                    if applies && self.included(&fragment.directives) {
                        self.collect(object, &fragment.selection_set, into)?;
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.fragment_name);
                    let fragment =
                        fragment.ok_or_else(|| Stop::Fault("no such fragment".to_owned()))?;
                    let on = fragment.type_condition();
                    if self.is_a(object, on) && self.included(&spread.directives) {
                        self.collect(object, &fragment.selection_set, into)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn included(&self, directives: &DirectiveList) -> bool {
        let condition = |name: &str| {
            let directive = directives.get(name)?;
            let value = directive.specified_argument_by_name("if")?;
            match value.as_variable() {
                Some(variable) => self.variables.get(variable.as_str())?.as_bool(),
                None => value.to_bool(),
            }
        };
        condition("include") != Some(false) && condition("skip") != Some(true)
    }

    /// Whether a type condition holds for an object, as this server sees it.
    pub(super) fn is_a(&self, object: &Object, ty: &str) -> bool {
        if *object.ty == *ty {
            return true;
        }
        let knows = |home: usize| {
            let declared = self.graph.homes[home].types.get(ty);
            declared.is_some_and(|declared| declared.members.contains(&object.ty))
        };
        match self.home {
            Some(home) => knows(home),
            None => (0..self.graph.homes.len()).any(knows),
        }
    }

    /// A member of a keyed interface is just that to an interface object.
    pub(super) fn seen(&self, object: &Object) -> Object {
        let family = self.graph.family(&object.ty);
        let plain = self.home.is_some_and(|home| {
            let declared = self.graph.homes[home].types.get(family);
            declared.is_some_and(|declared| declared.kind == Kind::InterfaceObject)
        });
        Object {
            ty: if plain {
                Arc::from(family)
            } else {
                object.ty.clone()
            },
            number: object.number,
        }
    }

    pub(super) fn complete(
        &self,
        ty: &Type,
        datum: &Datum,
        (at, name): (At<'_>, &str),
        below: &[&SelectionSet],
    ) -> Result<Value, Stop> {
        let value = match self.open(ty, datum, (at, name), below) {
            Ok(value) => value,
            Err(Stop::Null) if ty.is_non_null() => return Err(Stop::Null),
            Err(Stop::Null) => Value::Null,
            Err(Stop::Fault(why)) => return Err(Stop::Fault(why)),
        };
        if value.is_null() && ty.is_non_null() {
            let path = self.path.borrow();
            let told = self.errors.borrow().iter().any(|error| error.path == *path);
            drop(path);
            if !told {
                self.report("null where it may not be");
            }
            return Err(Stop::Null);
        }
        Ok(value)
    }

    /// The value, its own nullability aside.
    fn open(
        &self,
        ty: &Type,
        datum: &Datum,
        (at, name): (At<'_>, &str),
        below: &[&SelectionSet],
    ) -> Result<Value, Stop> {
        match datum {
            Datum::Leaf(value) => Ok(self.leaf(ty, value)),
            Datum::Object(object) => {
                let object = self.seen(object);
                if self.home.is_none() && !self.schema.types.contains_key(&*object.ty) {
                    self.report(HIDDEN_TYPE);
                    return Ok(Value::Null);
                }
                let inside = At {
                    object: &object,
                    said: None,
                    provided: at.provided,
                    above: Some((&at, name)),
                };
                self.object(inside, below)
            }
            Datum::List(items) => {
                let item = ty.item_type();
                let mut all = Vec::with_capacity(items.len());
                let mut null = false;
                for (index, datum) in items.iter().enumerate() {
                    match self.within(json!(index), || {
                        self.complete(item, datum, (at, name), below)
                    }) {
                        Ok(value) => all.push(value),
                        Err(Stop::Null) => null = true,
                        Err(Stop::Fault(why)) => return Err(Stop::Fault(why)),
                    }
                }
                if null {
                    Err(Stop::Null)
                } else {
                    Ok(Value::Array(all))
                }
            }
        }
    }

    fn leaf(&self, ty: &Type, value: &Value) -> Value {
        let known = self.schema.get_enum(ty.inner_named_type());
        if let (Some(known), Some(text)) = (known, value.as_str())
            && !known.values.contains_key(text)
        {
            self.report("an enum value that clients do not know");
            return Value::Null;
        }
        value.clone()
    }
}
