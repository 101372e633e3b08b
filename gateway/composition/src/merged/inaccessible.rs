//! What is hidden must not be needed by what is seen.

use apollo_compiler::ast::{DirectiveList, FieldDefinition, InputValueDefinition};
use apollo_compiler::collections::{IndexMap, IndexSet};
use apollo_compiler::schema::{Component, ComponentName, ExtendedType};
use apollo_compiler::{Name, Node, Schema};

use super::Elements;
use crate::diagnostic::Findings;
use crate::{Diagnostic, Place, codes};

pub(super) fn check(schema: &Schema, elements: &Elements<'_>, findings: &mut Findings) {
    if !schema.directive_definitions.contains_key("inaccessible") {
        return;
    }
    let mut checker = Checker {
        schema,
        elements,
        findings,
    };
    checker.query_root();
    for (name, ty) in schema.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        if !is_hidden_type(ty) {
            checker.ty(name, ty);
        }
    }
}

pub(super) fn is_hidden_type(ty: &ExtendedType) -> bool {
    ty.directives().has("inaccessible")
}

pub(super) fn is_hidden(directives: &DirectiveList) -> bool {
    directives.has("inaccessible")
}

struct Checker<'a> {
    schema: &'a Schema,
    elements: &'a Elements<'a>,
    findings: &'a mut Findings,
}

impl Checker<'_> {
    fn tell(&mut self, code: &'static str, message: String, places: Vec<Place>, fix: &str) {
        self.findings
            .push(Diagnostic::error(code, message).at_all(places).fix(fix));
    }

    fn query_root(&mut self) {
        let root = self.schema.schema_definition.query.as_ref();
        let hidden = root
            .and_then(|root| self.schema.types.get(&root.name))
            .is_some_and(is_hidden_type);
        if hidden {
            let places = self.elements.of_type("Query");
            let message = "the query root is inaccessible: clients could ask nothing".to_owned();
            self.tell(
                codes::QUERY_ROOT_TYPE_INACCESSIBLE,
                message,
                places,
                "hide its fields instead",
            );
        }
    }

    fn is_hidden_name(&self, name: &str) -> bool {
        self.schema.types.get(name).is_some_and(is_hidden_type)
    }

    fn ty(&mut self, name: &Name, ty: &ExtendedType) {
        match ty {
            ExtendedType::Object(ty) => {
                self.fields(name, &ty.fields);
                self.implementation(name, &ty.fields, &ty.implements_interfaces);
            }
            ExtendedType::Interface(ty) => {
                self.fields(name, &ty.fields);
                self.implementation(name, &ty.fields, &ty.implements_interfaces);
            }
            ExtendedType::Union(ty) => {
                let hidden = ty.members.iter().all(|member| self.is_hidden_name(member));
                self.only_hidden(name, hidden, "members");
            }
            ExtendedType::Enum(ty) => {
                let hidden = ty.values.values().all(|value| is_hidden(&value.directives));
                self.only_hidden(name, hidden, "values");
            }
            ExtendedType::InputObject(ty) => {
                let hidden = ty.fields.values().all(|field| is_hidden(&field.directives));
                self.only_hidden(name, hidden, "fields");
                for field in ty.fields.values() {
                    let coordinate = format!("{name}.{}", field.name);
                    let elements = self.elements;
                    let places = || elements.of_field(name, &field.name);
                    self.input(&coordinate, field, places);
                }
            }
            ExtendedType::Scalar(_) => {}
        }
    }

    fn only_hidden(&mut self, name: &Name, hidden: bool, parts: &str) {
        if hidden {
            let message = format!("`{name}` is visible, but all its {parts} are inaccessible");
            let places = self.elements.of_type(name);
            let code = codes::ONLY_INACCESSIBLE_CHILDREN;
            // Without a root there would be no graph.
            let fix = match name.as_str() {
                "Query" => "leave at least one field accessible: there is no graph without queries",
                _ => "mark the type @inaccessible as well",
            };
            self.tell(code, message, places, fix);
        }
    }

    fn fields(&mut self, name: &Name, fields: &IndexMap<Name, Component<FieldDefinition>>) {
        let hidden = fields.values().all(|field| is_hidden(&field.directives));
        self.only_hidden(name, hidden, "fields");
        for field in fields
            .values()
            .filter(|field| !is_hidden(&field.directives))
        {
            let coordinate = format!("{name}.{}", field.name);
            let base = field.ty.inner_named_type();
            if self.is_hidden_name(base) {
                let places = self.elements.of_field(name, &field.name);
                self.referenced(&coordinate, base, places);
            }
            for argument in &field.arguments {
                let coordinate = format!("{coordinate}({}:)", argument.name);
                let elements = self.elements;
                let places = || elements.of_argument(name, &field.name, &argument.name);
                self.input(&coordinate, argument, places);
            }
        }
    }

    fn referenced(&mut self, coordinate: &str, base: &Name, mut places: Vec<Place>) {
        places.extend(self.elements.of_type(base));
        let message = format!("`{coordinate}` is visible, but its type `{base}` is inaccessible");
        let fix = "mark it @inaccessible as well, or show the type";
        self.tell(codes::REFERENCED_INACCESSIBLE, message, places, fix);
    }

    /// An argument or input field of something visible.
    fn input(
        &mut self,
        coordinate: &str,
        input: &Node<InputValueDefinition>,
        places: impl FnOnce() -> Vec<Place>,
    ) {
        let base = input.ty.inner_named_type();
        match is_hidden(&input.directives) {
            true if input.is_required() => {
                let message = format!("`{coordinate}` is inaccessible, but must be given");
                let fix = "give it a default, make it optional, or show it";
                self.tell(codes::REQUIRED_INACCESSIBLE, message, places(), fix);
            }
            true => {}
            false if self.is_hidden_name(base) => self.referenced(coordinate, base, places()),
            false => {}
        }
    }

    fn implementation(
        &mut self,
        name: &Name,
        fields: &IndexMap<Name, Component<FieldDefinition>>,
        interfaces: &IndexSet<ComponentName>,
    ) {
        for interface in interfaces {
            let Some(interface) = self.schema.get_interface(interface) else {
                continue;
            };
            if interface.directives.has("inaccessible") {
                continue;
            }
            let interface = interface.clone();
            for promised in interface
                .fields
                .values()
                .filter(|f| !is_hidden(&f.directives))
            {
                if let Some(field) = fields.get(&promised.name) {
                    self.kept(name, &interface.name, promised, field);
                }
            }
        }
    }

    fn kept(
        &mut self,
        name: &Name,
        interface: &Name,
        promised: &FieldDefinition,
        field: &FieldDefinition,
    ) {
        let elements = self.elements;
        let places = || {
            let mut places = elements.of_field(name, &field.name);
            places.extend(elements.of_field(interface, &field.name));
            places
        };
        let code = codes::IMPLEMENTED_BY_INACCESSIBLE;
        let fix = "hide it on the interface as well, or show it here";
        if is_hidden(&field.directives) {
            let message = format!(
                "`{name}.{}` is inaccessible, but the visible interface `{interface}` promises it",
                field.name
            );
            self.tell(code, message, places(), fix);
            return;
        }
        for argument in promised
            .arguments
            .iter()
            .filter(|a| !is_hidden(&a.directives))
        {
            let own = field.argument_by_name(&argument.name);
            if own.is_some_and(|own| is_hidden(&own.directives)) {
                let message = format!(
                    "`{name}.{}({}:)` is inaccessible, but the visible interface `{interface}` promises it",
                    field.name, argument.name
                );
                self.tell(code, message, places(), fix);
            }
        }
    }
}
