//! `@oneOf`: input objects of which exactly one field is given (GraphQL specification, September 2025, 3.10.1). The compiler
//! does not know it.

use ahash::HashSet;
use apollo_compiler::ast::{Argument, DirectiveList, Type, Value};
use apollo_compiler::executable::{Operation, Selection, SelectionSet};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::response::JsonValue;
use apollo_compiler::schema::{ExtendedType, InputObjectType, InputValueDefinition};
use apollo_compiler::{ExecutableDocument, Name, Node, Schema};

/// A place where not exactly one field is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOfFault {
    pub message: String,
    pub location: Option<SourceSpan>,
}

/// Whether any input type of a schema asks for it.
pub fn is_used(schema: &Schema) -> bool {
    let mut types = schema.types.values();
    types.any(|ty| matches!(ty, ExtendedType::InputObject(ty) if is_one_of(ty)))
}

/// Checks the literals of an otherwise valid document.
pub fn check(schema: &Schema, document: &ExecutableDocument) -> Vec<OneOfFault> {
    let mut faults = Vec::new();
    for operation in document.operations.iter() {
        let mut walk = Walk {
            schema,
            document,
            operation,
            spread: HashSet::default(),
            faults: &mut faults,
        };
        for variable in &operation.variables {
            if let Some(default) = &variable.default_value {
                walk.value(&variable.ty, default);
            }
        }
        walk.directives(&operation.directives);
        walk.selections(&operation.selection_set);
    }
    faults
}

/// What is wrong with a variable's value, which is otherwise of its type. Recursion is bounded by the JSON parser.
pub fn fault_in(schema: &Schema, ty: &Type, value: &JsonValue) -> Option<String> {
    match value {
        JsonValue::Array(items) => {
            let item = item(ty);
            items.iter().find_map(|value| fault_in(schema, item, value))
        }
        JsonValue::Object(members) => {
            let input = input(schema, ty)?;
            if is_one_of(input) {
                let given = members.len();
                let null = members.values().any(JsonValue::is_null);
                if given != 1 || null {
                    return Some(message(input, given));
                }
            }
            members.iter().find_map(|(name, value)| {
                let field = input.fields.get(name.as_str())?;
                fault_in(schema, &field.ty, value)
            })
        }
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::String(_) => None,
    }
}

fn is_one_of(ty: &InputObjectType) -> bool {
    ty.directives.has("oneOf")
}

fn input<'a>(schema: &'a Schema, ty: &Type) -> Option<&'a InputObjectType> {
    match schema.types.get(ty.inner_named_type())? {
        ExtendedType::InputObject(input) => Some(input),
        ExtendedType::Scalar(_)
        | ExtendedType::Object(_)
        | ExtendedType::Interface(_)
        | ExtendedType::Union(_)
        | ExtendedType::Enum(_) => None,
    }
}

/// Of a list; a list of one may be written without its brackets.
fn item(ty: &Type) -> &Type {
    match ty {
        Type::List(item) | Type::NonNullList(item) => item,
        Type::Named(_) | Type::NonNullNamed(_) => ty,
    }
}

fn message(input: &InputObjectType, given: usize) -> String {
    match given {
        1 => format!(
            "the one field of `{}` that is given may not be null",
            input.name
        ),
        given => format!(
            "exactly one field of `{}` must be given, not {given}",
            input.name
        ),
    }
}

/// Recursion is bounded by the depth of the document, which the parser bounds.
struct Walk<'a, 'f> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    operation: &'a Operation,
    spread: HashSet<&'a Name>,
    faults: &'f mut Vec<OneOfFault>,
}

impl<'a> Walk<'a, '_> {
    fn selections(&mut self, set: &'a SelectionSet) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    self.arguments(&field.definition.arguments, &field.arguments);
                    self.directives(&field.directives);
                    self.selections(&field.selection_set);
                }
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.directives);
                    self.selections(&fragment.selection_set);
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.directives);
                    let fragment = self.document.fragments.get(&spread.fragment_name);
                    if let Some(fragment) = fragment
                        && self.spread.insert(&fragment.name)
                    {
                        self.directives(&fragment.directives);
                        self.selections(&fragment.selection_set);
                    }
                }
            }
        }
    }

    fn directives(&mut self, directives: &'a DirectiveList) {
        for directive in directives.iter() {
            if let Some(definition) = self.schema.directive_definitions.get(&directive.name) {
                self.arguments(&definition.arguments, &directive.arguments);
            }
        }
    }

    fn arguments(
        &mut self,
        definitions: &[Node<InputValueDefinition>],
        given: &'a [Node<Argument>],
    ) {
        for argument in given {
            let definition = definitions.iter().find(|d| d.name == argument.name);
            if let Some(definition) = definition {
                self.value(&definition.ty, &argument.value);
            }
        }
    }

    fn value(&mut self, ty: &Type, value: &Node<Value>) {
        match &**value {
            Value::List(items) => {
                let item = item(ty);
                items.iter().for_each(|value| self.value(item, value));
            }
            Value::Object(members) => {
                let Some(input) = input(self.schema, ty) else {
                    return;
                };
                if is_one_of(input) {
                    self.one_of(input, value, members);
                }
                for (name, value) in members {
                    if let Some(field) = input.fields.get(name) {
                        self.value(&field.ty, value);
                    }
                }
            }
            Value::Null
            | Value::Enum(_)
            | Value::Variable(_)
            | Value::String(_)
            | Value::Float(_)
            | Value::Int(_)
            | Value::Boolean(_) => {}
        }
    }

    fn one_of(
        &mut self,
        input: &InputObjectType,
        value: &Node<Value>,
        members: &[(Name, Node<Value>)],
    ) {
        let message = match members {
            [(_, one)] if one.is_null() => message(input, 1),
            [(field, one)] => match one.as_variable() {
                Some(variable) if self.may_be_null(variable) => format!(
                    "`${variable}` is the one field `{}.{field}` that is given, and its type must end with `!`",
                    input.name
                ),
                Some(_) | None => return,
            },
            members => message(input, members.len()),
        };
        self.faults.push(OneOfFault {
            message,
            location: value.location(),
        });
    }

    fn may_be_null(&self, variable: &Name) -> bool {
        let mut declared = self.operation.variables.iter();
        let declared = declared.find(|known| known.name == *variable);
        declared.is_some_and(|variable| !variable.ty.is_non_null())
    }
}
