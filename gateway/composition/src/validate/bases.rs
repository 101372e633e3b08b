//! A type that is extended must be defined somewhere.

use ahash::HashMap;
use apollo_compiler::Name;
use apollo_compiler::schema::{ComponentOrigin, ExtendedType};

use crate::diagnostic::Findings;
use crate::subgraph::Subgraph;
use crate::{Diagnostic, codes};

/// Looks at the subgraphs as they are written: what the upgrade takes away may be the definition that others extend.
pub(crate) fn check(subgraphs: &[Subgraph], findings: &mut Findings) {
    let mut definitions: HashMap<&Name, usize> = HashMap::default();
    for (name, ty) in subgraphs.iter().flat_map(Subgraph::types) {
        if !is_only_extended(ty) {
            *definitions.entry(name).or_default() += 1;
        }
    }
    for subgraph in subgraphs {
        for (name, ty) in subgraph.types() {
            let root = ["Query", "Mutation", "Subscription"].contains(&name.as_str());
            // What bears `@extends` is a definition to others, and to Federation 1 none of its own.
            let own = usize::from(subgraph.is_federation_1() && is_marked(subgraph, name, ty));
            let defined = definitions.get(name).copied().unwrap_or_default();
            if !root && defined <= own && (own > 0 || is_only_extended(ty)) {
                findings.push(without_base(subgraph, name, ty));
            }
        }
    }
}

fn is_marked(subgraph: &Subgraph, name: &Name, ty: &ExtendedType) -> bool {
    let extends = subgraph.meta.ty(name).is_some_and(|meta| meta.extension);
    extends && !is_only_extended(ty)
}

fn is_only_extended(ty: &ExtendedType) -> bool {
    let mut origins = ty.iter_origins().peekable();
    origins.peek().is_some()
        && origins.all(|origin| match origin {
            ComponentOrigin::Definition => false,
            ComponentOrigin::Extension(_) => true,
        })
}

fn without_base(subgraph: &Subgraph, name: &Name, ty: &ExtendedType) -> Diagnostic {
    let message = format!(
        "{} extends `{name}`, which no subgraph defines",
        subgraph.name
    );
    let span = ty
        .iter_origins()
        .find_map(|origin| origin.extension_id()?.location())
        .or_else(|| ty.name().location());
    let finding = Diagnostic::error(codes::EXTENSION_WITH_NO_BASE, message);
    finding.at(subgraph.place(span)).fix(format!(
        "define it there: `type {name}` instead of `extend type {name}`"
    ))
}
