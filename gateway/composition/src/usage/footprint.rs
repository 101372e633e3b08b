//! The parts of a schema that an operation touches.

use std::collections::BTreeSet;

use ahash::HashSet;
use apollo_compiler::ast::{Argument, Directive, DirectiveList, Value};
use apollo_compiler::executable::{Field, Fragment, Operation, Selection, SelectionSet};
use apollo_compiler::schema::{ExtendedType, InputValueDefinition};
use apollo_compiler::{ExecutableDocument, Name, Node, Schema};

/// The schema coordinates that an operation of a valid document touches: `Type` for every type it meets, `Type.field`,
/// `Type.field(argument:)`, `Input.field`, `Enum.VALUE`, `@directive`, `@directive(argument:)`.
///
/// What only the values of variables decide counts as touched: all fields of their input types, all values of their
/// enums. So do all values of an enum that is answered, since a client may look for any of them.
pub fn footprint(
    schema: &Schema,
    document: &ExecutableDocument,
    operation: &Operation,
) -> BTreeSet<String> {
    let mut walk = Walk {
        schema,
        document,
        fragments: HashSet::default(),
        whole: HashSet::default(),
        found: BTreeSet::new(),
    };
    walk.directives(&operation.directives);
    for variable in &operation.variables {
        walk.whole(variable.ty.inner_named_type());
        walk.directives(&variable.directives);
        if let Some(default) = &variable.default_value {
            walk.value(variable.ty.inner_named_type(), default);
        }
    }
    walk.selections(&operation.selection_set);
    walk.found
}

/// Recursion is bounded by the depth of the document, which the parser bounds.
struct Walk<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    fragments: HashSet<&'a Name>,
    /// Input types that were taken as a whole.
    whole: HashSet<Name>,
    found: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    fn add(&mut self, coordinate: impl Into<String>) {
        self.found.insert(coordinate.into());
    }

    fn selections(&mut self, set: &'a SelectionSet) {
        self.add(set.ty.as_str());
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => self.field(&set.ty, field),
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.directives);
                    self.condition(&set.ty, &fragment.selection_set.ty);
                    self.selections(&fragment.selection_set);
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.directives);
                    let fragment = self.document.fragments.get(&spread.fragment_name);
                    if let Some(fragment) = fragment {
                        self.condition(&set.ty, fragment.type_condition());
                        self.fragment(fragment);
                    }
                }
            }
        }
    }

    fn fragment(&mut self, fragment: &'a Node<Fragment>) {
        if self.fragments.insert(&fragment.name) {
            self.directives(&fragment.directives);
            self.selections(&fragment.selection_set);
        }
    }

    /// A fragment of another type than what it stands on is valid as long as some object can be both.
    fn condition(&mut self, on: &Name, condition: &Name) {
        if on == condition {
            return;
        }
        let (on, condition) = (self.objects(on), self.objects(condition));
        for object in on.intersection(&condition) {
            self.found.insert(object.to_string());
        }
    }

    /// The object types that a value of a type can have.
    fn objects(&self, ty: &Name) -> HashSet<&'a Name> {
        match self.schema.types.get(ty) {
            Some(ExtendedType::Object(object)) => HashSet::from_iter([&object.name]),
            Some(ExtendedType::Union(union_type)) => union_type
                .members
                .iter()
                .map(|member| &member.name)
                .collect(),
            Some(ExtendedType::Interface(_)) => {
                let objects = self
                    .schema
                    .types
                    .values()
                    .filter_map(ExtendedType::as_object);
                let objects = objects.filter(|object| object.implements_interfaces.contains(ty));
                objects.map(|object| &object.name).collect()
            }
            Some(
                ExtendedType::Scalar(_) | ExtendedType::Enum(_) | ExtendedType::InputObject(_),
            )
            | None => HashSet::default(),
        }
    }

    fn field(&mut self, parent: &Name, field: &'a Field) {
        self.directives(&field.directives);
        // Introspection is no part of the schema that changes.
        if !field.name.starts_with("__") {
            let coordinate = format!("{parent}.{}", field.name);
            self.arguments(&coordinate, &field.definition.arguments, &field.arguments);
            self.answered(field.definition.ty.inner_named_type());
            self.add(coordinate);
        }
        if !field.selection_set.selections.is_empty() && !field.name.starts_with("__") {
            self.selections(&field.selection_set);
        }
    }

    fn answered(&mut self, ty: &Name) {
        self.add(ty.as_str());
        if let Some(ExtendedType::Enum(found)) = self.schema.types.get(ty) {
            for value in found.values.keys() {
                self.add(format!("{ty}.{value}"));
            }
        }
    }

    fn arguments(
        &mut self,
        owner: &str,
        definitions: &[Node<InputValueDefinition>],
        given: &[Node<Argument>],
    ) {
        for argument in given {
            self.add(format!("{owner}({}:)", argument.name));
            let definition = definitions.iter().find(|d| d.name == argument.name);
            if let Some(definition) = definition {
                self.value(definition.ty.inner_named_type(), &argument.value);
            }
        }
    }

    fn directives(&mut self, directives: &DirectiveList) {
        for directive in directives.iter() {
            self.directive(directive);
        }
    }

    fn directive(&mut self, directive: &Directive) {
        let owner = format!("@{}", directive.name);
        let definition = self.schema.directive_definitions.get(&directive.name);
        let definitions = definition.map_or(&[][..], |definition| &definition.arguments);
        self.arguments(&owner, definitions, &directive.arguments);
        self.add(owner);
    }

    /// A value that is written in the document. Variables were taken as a whole where they are declared.
    fn value(&mut self, ty: &Name, value: &Value) {
        self.add(ty.as_str());
        match value {
            Value::Enum(name) => self.add(format!("{ty}.{name}")),
            Value::List(items) => {
                for item in items {
                    self.value(ty, item);
                }
            }
            Value::Object(members) => {
                let Some(ExtendedType::InputObject(input)) = self.schema.types.get(ty) else {
                    return;
                };
                for (name, value) in members {
                    self.add(format!("{ty}.{name}"));
                    if let Some(field) = input.fields.get(name) {
                        self.value(field.ty.inner_named_type(), value);
                    }
                }
            }
            Value::Null
            | Value::Variable(_)
            | Value::String(_)
            | Value::Float(_)
            | Value::Int(_)
            | Value::Boolean(_) => {}
        }
    }

    /// An input type whose values only requests know. The list takes the place of a recursion as deep as the schema.
    fn whole(&mut self, ty: &Name) {
        let mut waiting = vec![ty.clone()];
        while let Some(ty) = waiting.pop() {
            if !self.whole.insert(ty.clone()) {
                continue;
            }
            self.answered(&ty);
            if let Some(ExtendedType::InputObject(input)) = self.schema.types.get(&ty) {
                for field in input.fields.values() {
                    self.found.insert(format!("{ty}.{}", field.name));
                    waiting.push(field.ty.inner_named_type().clone());
                }
            }
        }
    }
}
