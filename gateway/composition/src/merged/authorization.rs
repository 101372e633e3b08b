//! A field that reads guarded data through `@requires` or a context must be guarded as strictly.

use gateway_supergraph::{
    Authorization, FieldSet, FieldSetItem, SubgraphField, Supergraph, TypeDefinition, TypeId,
};

use super::Elements;
use crate::diagnostic::Findings;
use crate::{Diagnostic, codes};

pub(super) fn check(supergraph: &Supergraph, elements: &Elements<'_>, findings: &mut Findings) {
    let guarded = |ty: &TypeDefinition| {
        !ty.authorization.is_open() || ty.fields.values().any(|f| !f.authorization.is_open())
    };
    if !supergraph.types.iter().any(guarded) {
        return;
    }
    for subgraph in &supergraph.subgraphs {
        for ty in &supergraph.types {
            let Some(view) = subgraph.ty(ty.id) else {
                continue;
            };
            for field in view.fields.values() {
                one(supergraph, ty, field, elements, findings);
            }
        }
    }
}

fn one(
    supergraph: &Supergraph,
    ty: &TypeDefinition,
    field: &SubgraphField,
    elements: &Elements<'_>,
    findings: &mut Findings,
) {
    let contexts = field
        .context_arguments
        .iter()
        .map(|argument| &argument.selection);
    let Some(own) = ty.fields.get(&field.name) else {
        return;
    };
    let has = [&ty.authorization, &own.authorization];
    for set in field.requires.iter().chain(contexts) {
        let Some(read) = unguarded(supergraph, set, &has) else {
            continue;
        };
        let coordinate = format!("{}.{}", ty.name, field.name);
        let message =
            format!("`{coordinate}` reads `{read}`, which is guarded more strictly than itself");
        let code = codes::MISSING_TRANSITIVE_AUTH_REQUIREMENTS;
        let finding =
            Diagnostic::error(code, message).at_all(elements.of_field(&ty.name, &field.name));
        findings.push(finding.fix(format!("give `{coordinate}` the requirements of `{read}`")));
    }
}

/// The first field of the set that asks more than is given. Recursion is bounded by the depth of field sets.
fn unguarded(supergraph: &Supergraph, set: &FieldSet, has: &[&Authorization]) -> Option<String> {
    set.items.iter().find_map(|item| match item {
        FieldSetItem::Field {
            name, selection, ..
        } => {
            let parents = supergraph.ty(set.ty).possible.iter().chain([set.ty]);
            let asked = parents
                .into_iter()
                .find_map(|id| asked(supergraph, id, name, has));
            asked.or_else(|| unguarded(supergraph, selection, has))
        }
        FieldSetItem::InlineFragment { selection, .. } => unguarded(supergraph, selection, has),
    })
}

fn asked(
    supergraph: &Supergraph,
    ty: TypeId,
    field: &str,
    has: &[&Authorization],
) -> Option<String> {
    let ty = supergraph.ty(ty);
    let field = ty.fields.get(field)?;
    let base = supergraph.ty(field.base);
    let asks = [&field.authorization, &base.authorization];
    let missing = asks.iter().any(|asked| !implied(asked, has));
    missing.then(|| format!("{}.{}", ty.name, field.name))
}

fn implied(asked: &Authorization, has: &[&Authorization]) -> bool {
    let authenticated = !asked.authenticated || has.iter().any(|has| has.authenticated);
    let lists = |asked: &[Vec<String>], of: fn(&Authorization) -> &[Vec<String>]| {
        asked.is_empty() || has.iter().any(|has| at_least(of(has), asked))
    };
    authenticated
        && lists(&asked.scopes, |has| has.scopes.as_slice())
        && lists(&asked.policies, |has| has.policies.as_slice())
}

/// Whether whoever satisfies `has` satisfies `asked`: each of its alternatives holds one of the others.
fn at_least(has: &[Vec<String>], asked: &[Vec<String>]) -> bool {
    !has.is_empty()
        && has.iter().all(|alternative| {
            let holds = |asked: &Vec<String>| asked.iter().all(|s| alternative.contains(s));
            asked.iter().any(holds)
        })
}
