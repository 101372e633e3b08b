//! One subgraph: its text read, its links resolved, what it declares known.

mod edits;
pub(crate) mod field_set;
mod imports;
mod links;
pub(crate) mod meta;
mod names;
mod parse;
mod rename;
pub(crate) mod spec;

use apollo_compiler::parser::{FileId, SourceSpan};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Schema};
use gateway_supergraph::links::{Links, Version};
use indexmap::IndexMap;

pub(crate) use meta::{FieldMeta, Meta, OverrideMeta, SetMeta, TypeMeta};
pub(crate) use names::LocalNames;
pub(crate) use parse::{Machinery, parse};

use crate::Place;

/// A subgraph, parsed and without the machinery of federation libraries.
#[derive(Debug, Clone)]
pub(crate) struct Subgraph {
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) file: Option<String>,
    /// The value in the `join__Graph` enum.
    pub(crate) graph: Name,
    /// `None`: Federation 1.
    pub(crate) federation: Option<Version>,
    pub(crate) links: Links,
    pub(crate) names: LocalNames,
    /// Valid GraphQL. Root types bear their plain names (`Query`, `Mutation`, `Subscription`).
    pub(crate) schema: Schema,
    /// Which of the schema's sources is the subgraph's own text.
    pub(crate) source: Option<FileId>,
    /// What federation directives say.
    pub(crate) meta: Meta,
}

impl Subgraph {
    pub(crate) fn is_federation_1(&self) -> bool {
        self.federation.is_none()
    }

    pub(crate) fn ty(&self, name: &str) -> Option<&ExtendedType> {
        self.schema.types.get(name).filter(|ty| self.is_own(ty))
    }

    /// The types that are part of the graph: neither built in, nor of a spec.
    pub(crate) fn types(&self) -> impl Iterator<Item = (&Name, &ExtendedType)> {
        self.schema.types.iter().filter(|(_, ty)| self.is_own(ty))
    }

    fn is_own(&self, ty: &ExtendedType) -> bool {
        !ty.is_built_in() && !self.is_machinery(ty.name())
    }

    fn is_machinery(&self, name: &str) -> bool {
        is_machinery_type(&self.links, name) || self.names.is_scalar(name)
    }

    pub(crate) fn fields(
        &self,
        ty: &str,
    ) -> Option<
        &IndexMap<
            Name,
            apollo_compiler::schema::Component<apollo_compiler::ast::FieldDefinition>,
            ahash::RandomState,
        >,
    > {
        match self.ty(ty)? {
            ExtendedType::Object(ty) => Some(&ty.fields),
            ExtendedType::Interface(ty) => Some(&ty.fields),
            ExtendedType::Scalar(_)
            | ExtendedType::Union(_)
            | ExtendedType::Enum(_)
            | ExtendedType::InputObject(_) => None,
        }
    }

    /// The object types that a value of a type can have in this subgraph.
    pub(crate) fn possible_types(&self, name: &str) -> Vec<Name> {
        match self.ty(name) {
            Some(ExtendedType::Object(ty)) => vec![ty.name.clone()],
            Some(ExtendedType::Union(ty)) => ty
                .members
                .iter()
                .map(|member| member.name.clone())
                .collect(),
            Some(ExtendedType::Interface(ty)) => {
                let implementations = self.meta.implementations.get(&ty.name);
                implementations.cloned().unwrap_or_default()
            }
            Some(
                ExtendedType::Scalar(_) | ExtendedType::Enum(_) | ExtendedType::InputObject(_),
            )
            | None => Vec::new(),
        }
    }

    /// A place in this subgraph's text. What was not written in it is placed at its beginning.
    pub(crate) fn place(&self, span: Option<SourceSpan>) -> Place {
        place(
            &self.name,
            self.file.as_deref(),
            &self.schema,
            self.source,
            span,
        )
    }
}

/// A place in the text of a subgraph that is perhaps not complete yet.
pub(crate) fn place(
    subgraph: &str,
    file: Option<&str>,
    schema: &Schema,
    source: Option<FileId>,
    span: Option<SourceSpan>,
) -> Place {
    let span = span.filter(|span| Some(span.file_id()) == source);
    let range = span.and_then(|span| span.line_column_range(&schema.sources));
    let (start, end) = range.map_or(((1, 1), (1, 1)), |range| {
        (
            (range.start.line, range.start.column),
            (range.end.line, range.end.column),
        )
    });
    Place {
        subgraph: subgraph.to_owned(),
        file: file.map(str::to_owned),
        line: start.0 as u32,
        column: start.1 as u32,
        end_line: end.0 as u32,
        end_column: end.1 as u32,
        offset: span.map_or(0, |span| span.offset() as u32),
        length: span.map_or(0, |span| span.node_len() as u32),
    }
}

fn is_machinery_type(links: &Links, name: &str) -> bool {
    spec::MACHINERY_TYPES.contains(&name)
        || ["link__Import", "link__Purpose", "core__Purpose"].contains(&name)
        || name.starts_with("federation__")
        || links
            .type_source(name)
            .is_some_and(|(link, _)| spec::is_known_spec(&link.url.identity))
}
