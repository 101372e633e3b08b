//! One subgraph: its text read, its links resolved, what it declares known.

mod edits;
pub(crate) mod field_set;
mod imports;
mod links;
pub(crate) mod meta;
mod names;
mod parse;
mod rename;
mod slips;
pub(crate) mod spec;
mod syntax;

use apollo_compiler::parser::{FileId, SourceSpan};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Schema};
use gateway_supergraph::links::{Links, Version};

pub(crate) use meta::{FieldMeta, Fields, KeyMeta, Meta, OverrideMeta, SetMeta, TypeMeta};
pub(crate) use names::LocalNames;
pub(crate) use parse::{Reading, Shared, linked_federation, parse};
pub(crate) use spec::NEWEST;

use crate::outline::without_description;
use crate::{Place, SubgraphSource};

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
    /// The subgraph's own text, and the file that places in it name.
    pub(crate) text: String,
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

    /// What stands in the subgraph's own text, machinery in it having been removed, or in none.
    fn is_own(&self, ty: &ExtendedType) -> bool {
        let span = ty.name().location();
        span.is_none_or(|span| Some(span.file_id()) == self.source)
    }

    pub(crate) fn fields(&self, ty: &str) -> Option<&Fields> {
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
        let text = Text {
            subgraph: &self.name,
            file: self.file.as_deref(),
            sdl: &self.text,
            id: self.source,
        };
        text.place(span)
    }
}

/// The text of a subgraph that is perhaps not complete yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    subgraph: &'a str,
    file: Option<&'a str>,
    sdl: &'a str,
    /// What places in it name.
    id: Option<FileId>,
}

impl<'a> Text<'a> {
    fn of(source: &'a SubgraphSource, id: Option<FileId>) -> Self {
        Self {
            subgraph: &source.name,
            file: source.file.as_deref(),
            sdl: &source.sdl,
            id,
        }
    }

    /// A place in it; its beginning for what stands elsewhere.
    fn place(&self, span: Option<SourceSpan>) -> Place {
        let own = span.filter(|span| Some(span.file_id()) == self.id);
        let range = own.map_or(0..0, |span| span.offset()..span.end_offset());
        let range = without_description(self.sdl, range);
        Place::in_text(self.subgraph, self.file, self.sdl, range)
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
