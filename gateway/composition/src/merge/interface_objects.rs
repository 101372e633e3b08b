//! Interface objects give their fields to every implementation of the interface.

use ahash::{HashMap, HashSet};
use apollo_compiler::ast::{Definition, FieldDefinition, InterfaceTypeDefinition};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::{Name, Node};

use super::Context;
use super::join::{Application, implemented};
use crate::subgraph::{FieldMeta, Subgraph};

/// Subgraphs that resolve a field of an object through an interface object.
pub(super) fn providers<'a>(
    cx: &Context<'a>,
    ty: &Name,
    field: &Name,
) -> Vec<(usize, &'a FieldMeta, Option<SourceSpan>)> {
    let mut found = Vec::new();
    if !cx.has_interface_objects {
        return found;
    }
    let subgraphs = cx.subgraphs;
    for (index, subgraph) in subgraphs.iter().enumerate() {
        if !subgraph.meta.has_interface_objects {
            continue;
        }
        for interface in interfaces(subgraphs, ty) {
            let meta = subgraph.meta.ty(&interface);
            let Some(meta) = meta.filter(|meta| meta.interface_object.is_some()) else {
                continue;
            };
            let fields = subgraph.fields(&interface);
            let copy = meta.field(field);
            if let Some(def) = fields.and_then(|fields| fields.get(field))
                && !copy.external
            {
                found.push((index, copy, def.location()));
            }
        }
    }
    found
}

/// Whether some interface object resolves the field of the object.
pub(super) fn provide(cx: &Context<'_>, ty: &Name, field: &Name) -> bool {
    !providers(cx, ty, field).is_empty()
}

/// The interfaces an object implements anywhere, each once.
fn interfaces(subgraphs: &[Subgraph], ty: &Name) -> HashSet<Name> {
    subgraphs
        .iter()
        .filter_map(|subgraph| subgraph.ty(ty))
        .flat_map(implemented)
        .collect()
}

/// Adds the fields of interface objects to the implementations that lack them, with a `@join__field` that names no
/// subgraph: none has them on that very type.
pub(super) fn complete(cx: &mut Context<'_>, types: &mut [Definition]) {
    let objects: HashSet<Name> = cx
        .subgraphs
        .iter()
        .flat_map(|subgraph| subgraph.meta.types.iter())
        .filter(|(_, meta)| meta.interface_object.is_some())
        .map(|(name, _)| name.clone())
        .collect();
    if objects.is_empty() {
        return;
    }
    let interfaces: HashMap<Name, Node<InterfaceTypeDefinition>> = types
        .iter()
        .filter_map(|definition| definition.as_interface_type_definition())
        .filter(|interface| objects.contains(&interface.name))
        .map(|interface| (interface.name.clone(), interface.clone()))
        .collect();
    for definition in types {
        if let Definition::ObjectTypeDefinition(object) = definition {
            let missing = missing_fields(cx, &object.name, &object.fields, &interfaces);
            if !missing.is_empty() {
                object.make_mut().fields.extend(missing);
            }
        }
    }
}

fn missing_fields(
    cx: &Context<'_>,
    object: &Name,
    fields: &[Node<FieldDefinition>],
    interfaces: &HashMap<Name, Node<InterfaceTypeDefinition>>,
) -> Vec<Node<FieldDefinition>> {
    let mut missing: Vec<Node<FieldDefinition>> = Vec::new();
    let mut implemented: Vec<Name> = self::interfaces(cx.subgraphs, object).into_iter().collect();
    implemented.sort();
    for interface in implemented.iter().filter_map(|name| interfaces.get(name)) {
        for field in &interface.fields {
            let known = fields.iter().chain(&missing).any(|f| f.name == field.name);
            if !known && provide(cx, object, &field.name) {
                missing.push(Node::new(unjoined(field)));
            }
        }
    }
    missing
}

fn unjoined(field: &FieldDefinition) -> FieldDefinition {
    let mut field = field.clone();
    field
        .directives
        .0
        .retain(|directive| directive.name != "join__field");
    field
        .directives
        .0
        .insert(0, Application::of("join__field").node());
    field
}
