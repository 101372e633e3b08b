//! A federation directive that stays in the supergraph has one local name in all subgraphs that apply it.

use std::collections::BTreeMap;

use apollo_compiler::parser::SourceSpan;
use apollo_compiler::schema::ExtendedType;

use crate::diagnostic::Findings;
use crate::subgraph::Subgraph;
use crate::{Diagnostic, codes};

const KEPT: [&str; 8] = [
    "tag",
    "inaccessible",
    "authenticated",
    "requiresScopes",
    "policy",
    "cost",
    "listSize",
    "context",
];

/// Tells of directives that go by two names: readers of one subgraph would not know them in another.
pub(super) fn check(subgraphs: &[Subgraph], findings: &mut Findings) {
    for element in KEPT {
        let locals = subgraphs.iter().map(|s| s.names.directive(element));
        let mut named: Vec<&str> = locals.filter(|local| !local.is_empty()).collect();
        named.sort_unstable();
        named.dedup();
        if named.len() > 1 {
            applied(element, subgraphs, findings);
        }
    }
}

fn applied(element: &str, subgraphs: &[Subgraph], findings: &mut Findings) {
    let mut by_name: BTreeMap<&str, Vec<(&Subgraph, Option<SourceSpan>)>> = BTreeMap::new();
    for subgraph in subgraphs {
        let local = subgraph.names.directive(element);
        if let Some(span) = first_application(subgraph, local) {
            by_name.entry(local).or_default().push((subgraph, span));
        }
    }
    if by_name.len() < 2 {
        return;
    }
    let message = format!("`@{element}` is imported under different names");
    let mut finding = Diagnostic::error(codes::LINK_IMPORT_NAME_MISMATCH, message);
    for (local, users) in by_name {
        for (subgraph, span) in users {
            finding = finding
                .at(subgraph.place(span))
                .note(format!("`@{local}` in {}", subgraph.name));
        }
    }
    findings.push(finding.fix("import it under one name everywhere"));
}

fn first_application(subgraph: &Subgraph, local: &str) -> Option<Option<SourceSpan>> {
    if local.is_empty() {
        return None;
    }
    let schema = subgraph.schema.schema_definition.directives.get(local);
    if let Some(directive) = schema {
        return Some(directive.location());
    }
    subgraph.types().find_map(|(_, ty)| in_type(ty, local))
}

fn in_type(ty: &ExtendedType, local: &str) -> Option<Option<SourceSpan>> {
    if let Some(directive) = ty.directives().get(local) {
        return Some(directive.location());
    }
    let fields = match ty {
        ExtendedType::Object(ty) => &ty.fields,
        ExtendedType::Interface(ty) => &ty.fields,
        ExtendedType::Enum(ty) => {
            let mut values = ty.values.values();
            return values.find_map(|value| Some(value.directives.get(local)?.location()));
        }
        ExtendedType::InputObject(ty) => {
            let mut fields = ty.fields.values();
            return fields.find_map(|field| Some(field.directives.get(local)?.location()));
        }
        ExtendedType::Scalar(_) | ExtendedType::Union(_) => return None,
    };
    fields.values().find_map(|field| {
        let arguments = field.arguments.iter().map(|argument| &argument.directives);
        let mut lists = std::iter::once(&field.directives).chain(arguments);
        lists.find_map(|list| Some(list.get(local)?.location()))
    })
}
