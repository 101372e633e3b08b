//! Objects and interfaces: the fields of all.

use apollo_compiler::ast::{
    Definition, Directive, DirectiveLocation, FieldDefinition, InterfaceTypeDefinition,
    ObjectTypeDefinition,
};
use apollo_compiler::schema::Component;
use apollo_compiler::{Name, Node};
use indexmap::IndexSet;

use super::directives::Applied;
use super::fields::{self, FieldSource, Parent};
use super::join::implemented;
use super::{Context, descriptions, directives};
use crate::diagnostic::Severity;
use crate::subgraph::{Fields, Subgraph, TypeMeta};
use crate::{Diagnostic, hints};

pub(super) fn merge_object(
    cx: &mut Context<'_>,
    name: &Name,
    sources: &[usize],
) -> Option<Definition> {
    let parts = parts(cx, name, sources, DirectiveLocation::Object)?;
    partial_entity(cx, name, sources);
    Some(Definition::ObjectTypeDefinition(Node::new(
        ObjectTypeDefinition {
            description: parts.description,
            name: name.clone(),
            implements_interfaces: parts.interfaces,
            directives: parts.directives.into_iter().collect(),
            fields: parts.fields,
        },
    )))
}

pub(super) fn merge_interface(
    cx: &mut Context<'_>,
    name: &Name,
    sources: &[usize],
) -> Option<Definition> {
    let parts = parts(cx, name, sources, DirectiveLocation::Interface)?;
    Some(Definition::InterfaceTypeDefinition(Node::new(
        InterfaceTypeDefinition {
            description: parts.description,
            name: name.clone(),
            implements_interfaces: parts.interfaces,
            directives: parts.directives.into_iter().collect(),
            fields: parts.fields,
        },
    )))
}

struct Parts {
    description: Option<Node<str>>,
    interfaces: Vec<Name>,
    directives: Vec<Node<Directive>>,
    fields: Vec<Node<FieldDefinition>>,
}

fn parts(
    cx: &mut Context<'_>,
    name: &Name,
    sources: &[usize],
    location: DirectiveLocation,
) -> Option<Parts> {
    let subgraphs = cx.subgraphs;
    let declared: Vec<_> = sources
        .iter()
        .filter_map(|index| Some((*index, subgraphs[*index].ty(name)?)))
        .collect();
    let parent = Parent {
        name,
        sources,
        is_interface: location == DirectiveLocation::Interface,
    };
    let views = views(subgraphs, name, sources);
    let mut merged = Vec::new();
    if let [only] = views.as_slice() {
        for (field, def) in only.fields {
            merged.extend(fields::merge(cx, &parent, field, &[only.copy(field, def)]));
        }
    } else {
        let names = views.iter().flat_map(|view| view.fields.keys());
        let names: IndexSet<&Name, ahash::RandomState> = names.collect();
        for field in names {
            let copies = views
                .iter()
                .filter_map(|view| Some(view.copy(field, view.fields.get(field)?)));
            let copies: Vec<FieldSource<'_>> = copies.collect();
            merged.extend(fields::merge(cx, &parent, field, &copies));
        }
    }
    if merged.is_empty() {
        // A root without fields, or a type whose fields could not be merged, which is told.
        return None;
    }
    let interfaces: IndexSet<Name> = declared
        .iter()
        .flat_map(|(_, ty)| implemented(ty))
        .collect();
    let element = || format!("the type `{name}`");
    let texts = declared.iter().map(|(_, ty)| ty.description());
    let description = descriptions::merge(cx, element, texts);
    let applied: Vec<Applied<'_>> = declared
        .iter()
        .map(|(index, ty)| Applied::of_type(*index, ty.directives()))
        .collect();
    let mut all = cx.join_implements(name, sources);
    all.extend(cx.join_types(name, sources));
    all.extend(directives::merge(cx, name, location, &applied));
    Some(Parts {
        description,
        interfaces: interfaces.into_iter().collect(),
        directives: all,
        fields: merged,
    })
}

/// A subgraph's copy of the type.
struct View<'a> {
    index: usize,
    fields: &'a Fields,
    meta: &'a TypeMeta,
}

impl<'a> View<'a> {
    fn copy(&self, field: &Name, def: &'a Component<FieldDefinition>) -> FieldSource<'a> {
        FieldSource {
            index: self.index,
            def,
            meta: self.meta.field(field),
        }
    }
}

fn views<'a>(subgraphs: &'a [Subgraph], name: &Name, sources: &[usize]) -> Vec<View<'a>> {
    let view = |index: &usize| {
        Some(View {
            index: *index,
            fields: subgraphs[*index].fields(name)?,
            meta: subgraphs[*index].meta.ty(name)?,
        })
    };
    sources.iter().filter_map(view).collect()
}

/// Often a forgotten `@key`; a value type that shares fields with an entity is legal.
fn partial_entity(cx: &mut Context<'_>, name: &Name, sources: &[usize]) {
    let subgraphs = cx.subgraphs;
    let (keyed, plain): (Vec<usize>, Vec<usize>) = sources.iter().partition(|index| {
        let meta = subgraphs[**index].meta.ty(name);
        meta.is_some_and(|meta| !meta.keys.is_empty())
    });
    if keyed.is_empty() || plain.is_empty() {
        return;
    }
    let names: Vec<&str> = plain.iter().map(|i| subgraphs[*i].name.as_str()).collect();
    let message = format!(
        "`{name}` is an entity, but has no key in {}",
        names.join(", ")
    );
    let hint = Diagnostic::new(Severity::Hint, hints::INCONSISTENT_ENTITY, message)
        .at_all(cx.places(name, &plain));
    cx.findings.push(hint);
}
