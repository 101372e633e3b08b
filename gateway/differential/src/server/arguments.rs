//! Arguments as a resolver sees them: coerced, defaults applied, what was not given left out.

use apollo_compiler::ast::{InputValueDefinition, Type, Value as Literal};
use apollo_compiler::executable::Field;
use apollo_compiler::{Node, Schema};
use serde_json::{Map, Value, json};

use super::{At, Server, Stop};

/// Arguments that only some subgraphs have: no part of the whole, nothing depends on them.
const LOCAL: &str = "own";

impl Server<'_> {
    /// The arguments of a field of an object type, in one text that is equal where they are.
    pub(super) fn arguments(&self, at: At<'_>, field: &Field) -> Result<String, Stop> {
        let ty = &*at.object.ty;
        let home = match self.home {
            Some(home) => home,
            None => match self.graph.field(ty, &field.name) {
                Some(facts) => facts.home,
                None => return Ok(String::new()),
            },
        };
        let contexts = self.contexts(at, &field.name)?;
        let schema = &self.graph.homes[home].schema;
        let declared = match self.home {
            Some(_) => Some(&field.definition.arguments),
            None => self.whole_arguments(schema, ty, &field.name),
        };
        let mut given: Vec<String> = declared
            .into_iter()
            .flatten()
            .filter(|one| !one.name.starts_with(LOCAL))
            .filter_map(|one| {
                let written = field.specified_argument_by_name(&one.name);
                let filled = contexts.get(one.name.as_str()).cloned();
                let value = filled.or_else(|| self.input(schema, one, written))?;
                Some(format!("{}={value}", one.name))
            })
            .collect();
        given.sort();
        Ok(given.join(";"))
    }

    /// Clients do not see all arguments.
    fn whole_arguments<'s>(
        &self,
        schema: &'s Schema,
        ty: &str,
        name: &str,
    ) -> Option<&'s Vec<Node<InputValueDefinition>>> {
        let family = self.graph.family(ty);
        let field = schema
            .type_field(ty, name)
            .or_else(|_| schema.type_field(family, name));
        field.ok().map(|field| &field.arguments)
    }

    /// What a field set writes.
    pub(super) fn written_arguments(
        &self,
        ty: &str,
        field: &apollo_compiler::ast::Field,
    ) -> String {
        let Some(facts) = self.graph.field(ty, &field.name) else {
            return String::new();
        };
        let schema = &self.graph.homes[facts.home].schema;
        let declared = self.whole_arguments(schema, ty, &field.name);
        let mut given: Vec<String> = declared
            .into_iter()
            .flatten()
            .filter(|one| !one.name.starts_with(LOCAL))
            .filter_map(|one| {
                let written = field.arguments.iter().find(|it| it.name == one.name);
                let value = self.input(schema, one, written.map(|it| &it.value))?;
                Some(format!("{}={value}", one.name))
            })
            .collect();
        given.sort();
        given.join(";")
    }

    fn input(
        &self,
        schema: &Schema,
        definition: &InputValueDefinition,
        written: Option<&Node<Literal>>,
    ) -> Option<Value> {
        let given = written.and_then(|value| self.literal(schema, &definition.ty, value));
        given.or_else(|| {
            let default = definition.default_value.as_ref()?;
            self.literal(schema, &definition.ty, default)
        })
    }

    /// `None`: a variable without a value.
    fn literal(&self, schema: &Schema, ty: &Type, literal: &Literal) -> Option<Value> {
        if let Literal::Variable(name) = literal {
            return self.variables.get(name.as_str()).cloned();
        }
        if literal.is_null() {
            return Some(Value::Null);
        }
        if ty.is_list() {
            let item = ty.item_type();
            let items: Vec<Value> = match literal {
                Literal::List(items) => items
                    .iter()
                    .map(|one| self.literal(schema, item, one).unwrap_or(Value::Null))
                    .collect(),
                one => vec![self.literal(schema, item, one).unwrap_or(Value::Null)],
            };
            return Some(Value::Array(items));
        }
        Some(match literal {
            Literal::Boolean(value) => json!(value),
            Literal::Int(value) => match ty.inner_named_type().as_str() {
                "ID" => json!(value.as_str()),
                _ => json!(value.try_to_i32().ok()),
            },
            Literal::Float(value) => json!(value.try_to_f64().ok()),
            Literal::String(value) => json!(value),
            Literal::Enum(value) => json!(value.as_str()),
            Literal::Object(fields) => self.object_literal(schema, ty, fields),
            Literal::Null | Literal::Variable(_) | Literal::List(_) => Value::Null,
        })
    }

    fn object_literal(
        &self,
        schema: &Schema,
        ty: &Type,
        fields: &[(apollo_compiler::Name, Node<Literal>)],
    ) -> Value {
        let mut object = Map::new();
        if let Some(definition) = schema.get_input_object(ty.inner_named_type()) {
            for (name, field) in &definition.fields {
                let written = fields.iter().find(|(one, _)| one == name);
                if let Some(value) = self.input(schema, field, written.map(|(_, value)| value)) {
                    object.insert(name.to_string(), value);
                }
            }
        }
        Value::Object(object)
    }
}
