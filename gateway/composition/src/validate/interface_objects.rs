//! Keyed interfaces and interface objects.

use apollo_compiler::Name;
use apollo_compiler::schema::ExtendedType;
use std::collections::BTreeSet;

use crate::diagnostic::Findings;
use crate::subgraph::{Subgraph, TypeMeta};
use crate::{Diagnostic, codes};

pub(super) fn check(subgraphs: &[Subgraph], findings: &mut Findings) {
    for subgraph in subgraphs {
        for (name, ty) in subgraph.types() {
            let Some(meta) = subgraph.meta.ty(name) else {
                continue;
            };
            if meta.interface_object.is_some() {
                interface_object(subgraphs, subgraph, name, meta, findings);
            } else if ty.is_interface() && !meta.keys.is_empty() {
                keyed_interface(subgraphs, subgraph, name, meta, findings);
            }
        }
    }
}

fn interface_object(
    subgraphs: &[Subgraph],
    subgraph: &Subgraph,
    name: &Name,
    meta: &TypeMeta,
    findings: &mut Findings,
) {
    let place = || subgraph.place(meta.interface_object.flatten());
    let mut tell = |message: String, fix: &str| {
        let finding = Diagnostic::error(codes::INTERFACE_OBJECT_USAGE_ERROR, message).at(place());
        findings.push(finding.fix(fix));
    };
    if meta.keys.is_empty() {
        tell(
            format!("the interface object `{name}` has no @key: it could not be reached"),
            "add the key of the interface",
        );
    }
    let real = subgraphs
        .iter()
        .any(|other| other.ty(name).is_some_and(ExtendedType::is_interface));
    if !real {
        tell(
            format!("`{name}` is an interface object here, and an interface in no subgraph"),
            "define the interface in the subgraph that owns it, or remove @interfaceObject",
        );
    }
    let beside: Vec<&Name> = subgraph
        .types()
        .map(|(ty, _)| ty)
        .filter(|ty| implements_elsewhere(subgraphs, ty, name))
        .collect();
    if let Some(ty) = beside.first() {
        tell(
            format!(
                "`{name}` is an interface object in {}, which also defines its implementation `{ty}`",
                subgraph.name
            ),
            "remove the implementation from this subgraph: the interface object stands for all of them",
        );
    }
}

fn implements_elsewhere(subgraphs: &[Subgraph], ty: &Name, interface: &Name) -> bool {
    subgraphs.iter().any(|subgraph| {
        let implementations = subgraph.meta.implementations.get(interface);
        implementations.is_some_and(|types| types.contains(ty))
    })
}

/// A subgraph that can be asked for the interface by key must know each implementation, by that key.
fn keyed_interface(
    subgraphs: &[Subgraph],
    subgraph: &Subgraph,
    name: &Name,
    meta: &TypeMeta,
    findings: &mut Findings,
) {
    let implementations = subgraph.meta.implementations.get(name);
    for key in &meta.keys {
        for ty in implementations.into_iter().flatten() {
            let own = subgraph.meta.ty(ty).map(|ty| ty.keys.as_slice());
            let own = own.unwrap_or_default();
            let same = own
                .iter()
                .find(|other| same_fields(&other.set.text, &key.set.text));
            if same.is_none_or(|other| key.resolvable && !other.resolvable) {
                let message = format!(
                    "the interface `{name}` has the key \"{}\", which its implementation `{ty}` lacks",
                    key.set.text
                );
                let span = subgraph.ty(ty).and_then(|ty| ty.name().location());
                let code = codes::INTERFACE_KEY_NOT_ON_IMPLEMENTATION;
                let finding = Diagnostic::error(code, message)
                    .at(subgraph.place(key.set.span))
                    .at(subgraph.place(span));
                findings.push(finding.fix(format!(
                    "add `@key(fields: \"{}\")` to `{ty}`",
                    key.set.text
                )));
            }
        }
        if !key.resolvable {
            continue;
        }
        let known: BTreeSet<&Name> = implementations.into_iter().flatten().collect();
        let missing: BTreeSet<&Name> = subgraphs
            .iter()
            .filter_map(|other| other.meta.implementations.get(name))
            .flatten()
            .filter(|ty| !known.contains(ty))
            .collect();
        if missing.is_empty() {
            continue;
        }
        let missing: Vec<String> = missing.into_iter().map(|ty| format!("`{ty}`")).collect();
        let message = format!(
            "the interface `{name}` can be asked for by key in {}, which does not know its implementation {}",
            subgraph.name,
            missing.join(", ")
        );
        let code = codes::INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE;
        let finding = Diagnostic::error(code, message).at(subgraph.place(key.set.span));
        findings.push(finding.fix(format!(
            "define {} there, with that key",
            missing.join(", ")
        )));
    }
}

/// The order of a key's fields does not matter.
fn same_fields(left: &str, right: &str) -> bool {
    if left.contains('{') || right.contains('{') {
        return left == right;
    }
    let names = |text: &str| -> BTreeSet<String> { text.split(' ').map(str::to_owned).collect() };
    names(left) == names(right)
}
