//! What subgraphs' texts declare, and where.

use std::collections::BTreeSet;

use apollo_compiler::ast::{
    Definition, Document, EnumValueDefinition, FieldDefinition, InputValueDefinition,
};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::{Name, Node};

use super::Path;
use crate::outline::without_description;
use crate::{Place, SubgraphSource};

/// The texts, parsed once.
pub(super) struct Declarations<'a> {
    documents: Vec<(&'a SubgraphSource, Document)>,
}

/// One definition or extension.
#[derive(Default)]
struct Part<'a> {
    name: Option<&'a Name>,
    is_directive: bool,
    fields: &'a [Node<FieldDefinition>],
    inputs: &'a [Node<InputValueDefinition>],
    values: &'a [Node<EnumValueDefinition>],
    interfaces: &'a [Name],
    /// Of a directive.
    arguments: &'a [Node<InputValueDefinition>],
}

impl<'a> Declarations<'a> {
    pub(super) fn of(subgraphs: &'a [SubgraphSource]) -> Self {
        let read = |source: &'a SubgraphSource| {
            let parsed = Document::parse(source.sdl.as_str(), &source.name);
            // They have composed; were one broken, what can be read of it would do.
            (source, parsed.unwrap_or_else(|broken| broken.partial))
        };
        Self {
            documents: subgraphs.iter().map(read).collect(),
        }
    }

    /// All places of exactly that path.
    pub(super) fn places(&self, path: &Path) -> Vec<Place> {
        let mut places = Vec::new();
        for (source, document) in &self.documents {
            let owner = local_name(document, path);
            let parts = document.definitions.iter().filter_map(part);
            let named = parts.filter(|part| {
                let name = part.name.map(Name::as_str);
                name == Some(owner) && part.is_directive == path.is_directive
            });
            let spans = named.filter_map(|part| part.span(path));
            places.extend(spans.map(|span| {
                let range = span.offset()..span.end_offset();
                let range = without_description(&source.sdl, range);
                Place::in_text(&source.name, source.file.as_deref(), &source.sdl, range)
            }));
        }
        places
    }
}

impl Declarations<'_> {
    /// The interfaces of an object, in whatever subgraph.
    pub(super) fn interfaces(&self, object: &str) -> BTreeSet<&str> {
        let documents = self.documents.iter();
        let parts =
            documents.flat_map(|(_, document)| document.definitions.iter().filter_map(part));
        let named = parts.filter(|part| part.name.is_some_and(|name| name == object));
        named
            .flat_map(|part| part.interfaces.iter().map(Name::as_str))
            .collect()
    }
}

/// What a document calls a type: root types may have names of their own.
fn local_name<'a>(document: &'a Document, path: &'a Path) -> &'a str {
    let roots = document.definitions.iter().flat_map(|one| match one {
        Definition::SchemaDefinition(schema) => schema.root_operations.as_slice(),
        Definition::SchemaExtension(schema) => schema.root_operations.as_slice(),
        _ => &[],
    });
    let mut roots = roots.filter(|_| !path.is_directive);
    let root = roots.find(|root| root.0.default_type_name() == path.owner.as_str());
    root.map_or(path.owner.as_str(), |root| root.1.as_str())
}

impl Part<'_> {
    fn span(&self, path: &Path) -> Option<SourceSpan> {
        let Some(member) = &path.member else {
            return match &path.argument {
                Some(argument) => input(self.arguments, argument),
                None => self.name?.location(),
            };
        };
        let field = self
            .fields
            .iter()
            .find(|field| field.name.as_str() == member);
        if let Some(argument) = &path.argument {
            return input(&field?.arguments, argument);
        }
        let value = self
            .values
            .iter()
            .find(|value| value.value.as_str() == member);
        let field = field.and_then(|field| field.location());
        let value = value.and_then(|value| value.location());
        field.or(value).or_else(|| input(self.inputs, member))
    }
}

fn input(inputs: &[Node<InputValueDefinition>], name: &str) -> Option<SourceSpan> {
    let found = inputs.iter().find(|input| input.name.as_str() == name);
    found.and_then(|input| input.location())
}

fn part(definition: &Definition) -> Option<Part<'_>> {
    let name = definition.name();
    let part = Part {
        name,
        ..Part::default()
    };
    Some(match definition {
        Definition::ObjectTypeDefinition(ty) => Part {
            fields: &ty.fields,
            interfaces: &ty.implements_interfaces,
            ..part
        },
        Definition::ObjectTypeExtension(ty) => Part {
            fields: &ty.fields,
            interfaces: &ty.implements_interfaces,
            ..part
        },
        Definition::InterfaceTypeDefinition(ty) => Part {
            fields: &ty.fields,
            ..part
        },
        Definition::InterfaceTypeExtension(ty) => Part {
            fields: &ty.fields,
            ..part
        },
        Definition::InputObjectTypeDefinition(ty) => Part {
            inputs: &ty.fields,
            ..part
        },
        Definition::InputObjectTypeExtension(ty) => Part {
            inputs: &ty.fields,
            ..part
        },
        Definition::EnumTypeDefinition(ty) => Part {
            values: &ty.values,
            ..part
        },
        Definition::EnumTypeExtension(ty) => Part {
            values: &ty.values,
            ..part
        },
        Definition::ScalarTypeDefinition(_)
        | Definition::ScalarTypeExtension(_)
        | Definition::UnionTypeDefinition(_)
        | Definition::UnionTypeExtension(_) => part,
        Definition::DirectiveDefinition(directive) => Part {
            is_directive: true,
            arguments: &directive.arguments,
            ..part
        },
        Definition::SchemaDefinition(_)
        | Definition::SchemaExtension(_)
        | Definition::OperationDefinition(_)
        | Definition::FragmentDefinition(_) => return None,
    })
}
