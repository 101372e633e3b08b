//! Arguments, conditions, and the variables they use.

use apollo_compiler::Node;
use apollo_compiler::ast::{InputValueDefinition, Type};
use apollo_compiler::schema::ExtendedType;
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::Writer;

/// The variables an operation uses: declaration and value.
#[derive(Debug, Default)]
pub(crate) struct Declared(IndexMap<String, (String, Option<Value>)>);

impl Declared {
    /// `($a: Boolean!)`, or nothing.
    pub(super) fn text(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let all = self
            .0
            .iter()
            .map(|(name, (ty, _))| format!("${name}: {ty}"));
        format!("({})", all.collect::<Vec<String>>().join(", "))
    }

    pub(super) fn values(&self) -> Map<String, Value> {
        let given = self.0.iter().filter_map(|(name, (_, value))| {
            let value = value.clone()?;
            Some((name.clone(), value))
        });
        given.collect()
    }
}

impl Writer<'_> {
    /// Usually nothing.
    pub(super) fn condition(&mut self) -> String {
        if !self.dice.chance(self.conditions) {
            return String::new();
        }
        match self.dice.below(12) {
            0 => " @include(if: true)".to_owned(),
            1 => " @skip(if: false)".to_owned(),
            2 => " @skip(if: true)".to_owned(),
            3 => {
                let (one, two) = (self.boolean(), self.boolean());
                format!(" @include(if: ${one}) @skip(if: ${two})")
            }
            4..=7 => format!(" @skip(if: ${})", self.boolean()),
            _ => format!(" @include(if: ${})", self.boolean()),
        }
    }

    fn boolean(&mut self) -> String {
        let name = (*self.dice.pick(&["a", "b", "c", "d"])).to_owned();
        if !self.declared.0.contains_key(&name) {
            let value = self.dice.chance(50);
            let declared = match name.as_str() {
                "a" | "b" => ("Boolean!".to_owned(), Some(json!(value))),
                "c" => ("Boolean! = true".to_owned(), value.then(|| json!(false))),
                _ => ("Boolean = false".to_owned(), value.then(|| json!(true))),
            };
            self.declared.0.insert(name.clone(), declared);
        }
        name
    }

    /// `(n: 1)`, or nothing.
    pub(super) fn arguments(&mut self, definitions: &[Node<InputValueDefinition>]) -> String {
        let mut given = Vec::new();
        for definition in definitions {
            let required = definition.ty.is_non_null() && definition.default_value.is_none();
            if required || self.dice.chance(60) {
                let value = self.input(&definition.ty, definition.default_value.is_some(), 0);
                given.push(format!("{}: {value}", definition.name));
            }
        }
        match given.is_empty() {
            true => String::new(),
            false => format!("({})", given.join(", ")),
        }
    }

    /// A value, or a variable that has one.
    fn input(&mut self, ty: &Type, has_default: bool, depth: usize) -> String {
        if self.dice.chance(35) {
            return format!("${}", self.variable(ty, has_default));
        }
        if !ty.is_non_null() && self.dice.chance(15) {
            return "null".to_owned();
        }
        if ty.is_list() {
            let item = ty.item_type().clone();
            let items = (0..self.dice.below(3)).map(|_| self.input(&item, false, depth + 1));
            let items: Vec<String> = items.collect();
            return format!("[{}]", items.join(", "));
        }
        self.named(ty, depth)
    }

    fn named(&mut self, ty: &Type, depth: usize) -> String {
        let name = ty.inner_named_type();
        match &self.schema.types[name] {
            ExtendedType::Enum(of) => {
                let values: Vec<String> = of.values.keys().map(ToString::to_string).collect();
                self.dice.pick(&values).clone()
            }
            ExtendedType::InputObject(of) => {
                let fields: Vec<InputValueDefinition> =
                    of.fields.values().map(|field| (***field).clone()).collect();
                let mut given = Vec::new();
                for field in fields {
                    let required = field.ty.is_non_null() && field.default_value.is_none();
                    if required || (depth < 3 && self.dice.chance(50)) {
                        let value = self.input(&field.ty, field.default_value.is_some(), depth + 1);
                        given.push(format!("{}: {value}", field.name));
                    }
                }
                format!("{{{}}}", given.join(", "))
            }
            _ => match name.as_str() {
                "Boolean" => (*self.dice.pick(&["true", "false"])).to_owned(),
                "String" => (*self.dice.pick(&[r#""""#, r#""a\n\"b""#, r#""é""#])).to_owned(),
                "ID" => (*self.dice.pick(&[r#""7""#, "8"])).to_owned(),
                _ => self.dice.below(4).to_string(),
            },
        }
    }

    fn variable(&mut self, ty: &Type, has_default: bool) -> String {
        let flavour = self.dice.below(4);
        let base = ty
            .to_string()
            .replace('[', "L")
            .replace(']', "_")
            .replace('!', "x");
        let strict = if has_default { "d" } else { "" };
        let name = format!("v{flavour}{strict}_{base}");
        if self.declared.0.contains_key(&name) {
            return name;
        }
        let open = ty.clone().nullable();
        let value = self.value(&open);
        let declared = match flavour {
            // Stricter than it must be.
            0 => (open.non_null().to_string(), Some(value)),
            1 if !ty.is_non_null() => {
                let given = [None, Some(Value::Null), Some(value)];
                (ty.to_string(), self.dice.pick(&given).clone())
            }
            // A default makes it fit where null may not stand.
            2 if !self.has_variables(&open) => {
                let default = self.literal(&open);
                let given = [None, Some(value)];
                (
                    format!("{open} = {default}"),
                    self.dice.pick(&given).clone(),
                )
            }
            3 if ty.is_non_null() && has_default => (open.to_string(), None),
            _ => (ty.to_string(), Some(value)),
        };
        self.declared.0.insert(name.clone(), declared);
        name
    }

    /// Input objects are not written as defaults.
    fn has_variables(&self, ty: &Type) -> bool {
        self.schema
            .get_input_object(ty.inner_named_type())
            .is_some()
    }

    fn literal(&mut self, ty: &Type) -> String {
        if ty.is_list() {
            return format!("[{}]", self.literal(&ty.item_type().clone()));
        }
        self.named(ty, 9)
    }

    fn value(&mut self, ty: &Type) -> Value {
        if ty.is_list() {
            let item = ty.item_type().clone();
            return (0..self.dice.below(3)).map(|_| self.value(&item)).collect();
        }
        let name = ty.inner_named_type();
        match &self.schema.types[name] {
            ExtendedType::Enum(of) => {
                let values: Vec<String> = of.values.keys().map(ToString::to_string).collect();
                json!(self.dice.pick(&values))
            }
            ExtendedType::InputObject(of) => {
                let fields: Vec<InputValueDefinition> =
                    of.fields.values().map(|field| (***field).clone()).collect();
                let mut object = Map::new();
                for field in fields {
                    let required = field.ty.is_non_null() && field.default_value.is_none();
                    let deep = field.ty.inner_named_type() == name;
                    if required || (!deep && self.dice.chance(50)) {
                        object.insert(field.name.to_string(), self.value(&field.ty));
                    }
                }
                Value::Object(object)
            }
            _ => match name.as_str() {
                "Boolean" => json!(self.dice.chance(50)),
                "String" => json!("v\u{e9}\"\\"),
                "ID" => json!("9"),
                _ => json!(self.dice.below(4)),
            },
        }
    }
}
