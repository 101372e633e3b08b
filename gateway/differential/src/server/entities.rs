//! `_entities`: the objects that representations mean.

use apollo_compiler::ast::Selection as SetItem;
use apollo_compiler::executable::{Field, Selection, SelectionSet};
use serde_json::{Value, json};

use super::resolve::covers;
use super::{At, Server, Stop};
use crate::data::Object;
use crate::dice::{hash, mixed};
use crate::graph::Kind;

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(members) => members.values().any(has_null),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

impl Server<'_> {
    pub(super) fn entities(&self, field: &Field, below: &[&SelectionSet]) -> Result<Value, Stop> {
        let fault = |why: &str| Stop::Fault(why.to_owned());
        let argument = field.specified_argument_by_name("representations");
        let name = argument.and_then(|value| value.as_variable());
        let name = name.ok_or_else(|| fault("representations come in a variable"))?;
        let list = self.variables.get(name.as_str()).and_then(Value::as_array);
        let list = list.ok_or_else(|| fault("representations are no list"))?;
        if below.iter().all(|set| self.asks_type_only(set)) {
            return Err(fault("an interface object is asked for nothing"));
        }
        let mut all = Vec::with_capacity(list.len());
        for (index, said) in list.iter().enumerate() {
            if list[..index].contains(said) {
                return Err(Stop::Fault(format!("{said} is sent twice")));
            }
            let object = self.entity(said)?;
            if self.is_lost(&object) {
                all.push(Value::Null);
                continue;
            }
            let at = At {
                object: &object,
                said: Some(said),
                provided: &[],
                above: None,
            };
            let value = match self.within(json!(index), || self.object(at, below)) {
                Ok(value) => value,
                Err(Stop::Null) => Value::Null,
                Err(Stop::Fault(why)) => return Err(Stop::Fault(why)),
            };
            all.push(value);
        }
        Ok(Value::Array(all))
    }

    /// Whether an interface object is asked for its type alone, which it does not know (rule 34).
    fn asks_type_only(&self, set: &SelectionSet) -> bool {
        let declared = self.home.and_then(|home| {
            let types = &self.graph.homes[home].types;
            types.get(set.ty.as_str())
        });
        let object = declared.is_some_and(|it| it.kind == Kind::InterfaceObject);
        set.selections.iter().all(|selection| match selection {
            Selection::Field(field) => object && field.name == "__typename",
            Selection::InlineFragment(fragment) => self.asks_type_only(&fragment.selection_set),
            Selection::FragmentSpread(_) => false,
        })
    }

    fn is_lost(&self, object: &Object) -> bool {
        let place = format!("{:?}/{}/{}", self.home, object.ty, object.number);
        self.settings.lost && mixed(hash(&place)).is_multiple_of(5)
    }

    /// The object that a representation means; it must have one of the keys of this home in full.
    fn entity(&self, said: &Value) -> Result<Object, Stop> {
        let fault = |why: String| Stop::Fault(format!("{why}: {said}"));
        let home = self
            .home
            .ok_or_else(|| fault("the whole has no entities".to_owned()))?;
        let ty = said["__typename"].as_str();
        let ty = ty.ok_or_else(|| fault("no __typename".to_owned()))?;
        let declared = self.graph.homes[home].types.get(ty);
        let declared = declared.ok_or_else(|| fault(format!("{ty} is not known")))?;
        let keys: Vec<&Vec<SetItem>> = declared
            .keys
            .iter()
            .filter(|key| key.resolvable)
            .map(|key| &key.fields)
            .collect();
        if keys.is_empty()
            || !matches!(
                declared.kind,
                Kind::Object | Kind::InterfaceObject | Kind::Interface
            )
        {
            return Err(fault(format!(
                "{ty} is no entity in {}",
                self.graph.homes[home].name
            )));
        }
        for object in self.graph.entities(ty) {
            for key in &keys {
                let items: Vec<&SetItem> = key.iter().collect();
                let expected = self.required(&object, &items)?;
                // An object whose key is null is not there for whoever has but that key.
                if !has_null(&expected) && covers(&expected, said) {
                    return Ok(self.seen(&object));
                }
            }
        }
        Err(fault(format!("no key of {}", self.graph.homes[home].name)))
    }
}
