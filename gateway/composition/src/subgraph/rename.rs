//! Root types bear their plain names in the supergraph; those of subgraphs may have others.

use apollo_compiler::ast::{self, OperationType, Type};
use apollo_compiler::schema::{Component, ComponentName, ExtendedType};
use apollo_compiler::{Name, Node, Schema, name};

use super::Subgraph;
use crate::diagnostic::Findings;
use crate::{Diagnostic, codes};

/// Renames the root types; false when a name is taken by another type.
pub(super) fn root_types(subgraph: &mut Subgraph, findings: &mut Findings) -> bool {
    let mut fine = true;
    let roots: Vec<(OperationType, Name)> = subgraph
        .schema
        .schema_definition
        .iter_root_operations()
        .map(|(operation, name)| (operation, name.name.clone()))
        .collect();
    let plain = [
        (OperationType::Query, name!("Query"), codes::ROOT_QUERY_USED),
        (
            OperationType::Mutation,
            name!("Mutation"),
            codes::ROOT_MUTATION_USED,
        ),
        (
            OperationType::Subscription,
            name!("Subscription"),
            codes::ROOT_SUBSCRIPTION_USED,
        ),
    ];
    for (operation, plain, code) in plain {
        let root = roots.iter().find(|(of, _)| *of == operation);
        let current = root.map(|(_, name)| name);
        if current == Some(&plain) {
            continue;
        }
        if let Some(other) = subgraph.schema.types.get(&plain) {
            // An object that is merely called so, in a schema that lists its roots without it.
            let message = match current {
                Some(current) => format!(
                    "the type `{plain}` exists, but `{current}` is declared as the {operation} root"
                ),
                None => format!(
                    "the type `{plain}` exists, but is not declared as the {operation} root"
                ),
            };
            let place = subgraph.place(other.name().location());
            findings.push(
                Diagnostic::error(code, message)
                    .at(place)
                    .fix(format!("rename the type, or make it the {operation} root")),
            );
            fine = false;
        } else if let Some(current) = current {
            rename(&mut subgraph.schema, current, &plain);
        }
    }
    fine
}

fn rename(schema: &mut Schema, from: &Name, to: &Name) {
    let Some(mut ty) = schema.types.shift_remove(from) else {
        return;
    };
    if let ExtendedType::Object(ty) = &mut ty {
        ty.make_mut().name = to.clone();
    }
    schema.types.insert(to.clone(), ty);
    let definition = schema.schema_definition.make_mut();
    for root in [
        &mut definition.query,
        &mut definition.mutation,
        &mut definition.subscription,
    ] {
        rename_component(root, from, to);
    }
    for ty in schema.types.values_mut().filter(|ty| !ty.is_built_in()) {
        match ty {
            ExtendedType::Object(ty) if mentions(ty.fields.values(), from) => {
                rename_fields(ty.make_mut().fields.values_mut(), from, to);
            }
            ExtendedType::Interface(ty) if mentions(ty.fields.values(), from) => {
                rename_fields(ty.make_mut().fields.values_mut(), from, to);
            }
            ExtendedType::Union(ty) if ty.members.contains(from) => {
                let ty = ty.make_mut();
                ty.members.shift_remove(from);
                ty.members.insert(to.clone().into());
            }
            ExtendedType::Object(_)
            | ExtendedType::Interface(_)
            | ExtendedType::Union(_)
            | ExtendedType::Scalar(_)
            | ExtendedType::Enum(_)
            | ExtendedType::InputObject(_) => {}
        }
    }
}

fn rename_component(root: &mut Option<ComponentName>, from: &Name, to: &Name) {
    if let Some(root) = root.as_mut().filter(|root| root.name == *from) {
        root.name = to.clone();
    }
}

fn mentions<'a>(
    mut fields: impl Iterator<Item = &'a Component<ast::FieldDefinition>>,
    from: &Name,
) -> bool {
    fields.any(|field| field.ty.inner_named_type() == from)
}

fn rename_fields<'a>(
    fields: impl Iterator<Item = &'a mut Component<ast::FieldDefinition>>,
    from: &Name,
    to: &Name,
) {
    for field in fields {
        if field.ty.inner_named_type() == from {
            let node: &mut Node<ast::FieldDefinition> = field;
            rename_type(&mut node.make_mut().ty, from, to);
        }
    }
}

/// Recursion is bounded by the parser's own limit.
fn rename_type(ty: &mut Type, from: &Name, to: &Name) {
    match ty {
        Type::Named(name) | Type::NonNullNamed(name) => {
            if name == from {
                *name = to.clone();
            }
        }
        Type::List(inner) | Type::NonNullList(inner) => rename_type(inner, from, to),
    }
}
