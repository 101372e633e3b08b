//! A shared field of an abstract type must be able to have the same value in each of its subgraphs.

use std::collections::BTreeSet;

use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Schema};

use crate::diagnostic::{Findings, Severity};
use crate::subgraph::Subgraph;
use crate::{Diagnostic, codes, hints};

pub(super) fn check(schema: &Schema, subgraphs: &[Subgraph], findings: &mut Findings) {
    for (name, ty) in schema.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        let ExtendedType::Object(ty) = ty else {
            continue;
        };
        for field in ty.fields.values() {
            let base = schema.types.get(field.ty.inner_named_type());
            if base.is_some_and(|base| base.is_interface() || base.is_union()) {
                shared(name, &field.name, subgraphs, findings);
            }
        }
    }
}

fn shared(ty: &Name, field: &Name, subgraphs: &[Subgraph], findings: &mut Findings) {
    let mut resolvers: Vec<(&Subgraph, BTreeSet<Name>)> = Vec::new();
    for subgraph in subgraphs {
        let Some(definition) = subgraph.fields(ty).and_then(|fields| fields.get(field)) else {
            continue;
        };
        if subgraph.meta.field(ty, field).external || is_overridden(subgraphs, subgraph, ty, field)
        {
            continue;
        }
        let base = definition.ty.inner_named_type();
        let object = subgraph.meta.ty(base);
        if object.is_some_and(|object| object.interface_object.is_some()) {
            // It stands for every implementation.
            continue;
        }
        let types = subgraph.possible_types(base).into_iter().collect();
        resolvers.push((subgraph, types));
    }
    let mut sets = resolvers.iter().map(|(_, types)| types);
    let Some(first) = sets.next() else { return };
    if sets.clone().all(|types| types == first) {
        return;
    }
    let common = sets.fold(first.clone(), |common, types| {
        common.intersection(types).cloned().collect()
    });
    let (mut finding, fix) = if common.is_empty() {
        (
            disjoint(ty, field),
            "define at least one common type in all of them, or resolve the field in one",
        )
    } else {
        (
            uneven(ty, field, &common),
            "give it values of these types only, or define the others in all of them",
        )
    };
    for (subgraph, types) in &resolvers {
        let span = subgraph.fields(ty).and_then(|fields| fields.get(field));
        let types: Vec<&str> = types.iter().map(Name::as_str).collect();
        finding = finding
            .at(subgraph.place(span.and_then(|field| field.location())))
            .note(format!("{} in {}", types.join(", "), subgraph.name));
    }
    findings.push(finding.fix(fix));
}

fn disjoint(ty: &Name, field: &Name) -> Diagnostic {
    let message =
        format!("`{ty}.{field}` is shared, but its subgraphs have no possible type in common");
    Diagnostic::error(codes::SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES, message)
}

/// Whichever subgraph is asked must give the same value, which it can only of a type that all know.
fn uneven(ty: &Name, field: &Name, common: &BTreeSet<Name>) -> Diagnostic {
    let common: Vec<&str> = common.iter().map(Name::as_str).collect();
    let message = format!(
        "`{ty}.{field}` is shared, and only {} can come of each of its subgraphs",
        common.join(", ")
    );
    let code = hints::INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN;
    Diagnostic::new(Severity::Hint, code, message)
}

fn is_overridden(subgraphs: &[Subgraph], owner: &Subgraph, ty: &Name, field: &Name) -> bool {
    subgraphs.iter().any(|other| {
        let overrides = other.meta.field(ty, field).overrides.as_ref();
        overrides.is_some_and(|overrides| overrides.from == owner.name)
    })
}
