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
        for (id, view) in subgraph.types.iter() {
            for field in view.fields.values() {
                one(supergraph, supergraph.ty(id), field, elements, findings);
            }
        }
    }
}

/// For each type that the value can have at run time: a guard on an implementation holds for what is read of it through
/// its interface, and for no other implementation.
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
    let contexts: Vec<&FieldSet> = contexts.map(|set| &**set).collect();
    for at in ty.possible.iter() {
        let object = supergraph.ty(at);
        let copy = object.fields.get(&field.name);
        let mut has = vec![
            &*ty.authorization,
            &own.authorization,
            &object.authorization,
        ];
        has.extend(copy.map(|copy| &*copy.authorization));
        let guards = Guards {
            supergraph,
            has: &has,
        };
        let required = field
            .requires
            .iter()
            .find_map(|set| guards.missing_at(at, set));
        let of_contexts = || contexts.iter().find_map(|set| guards.missing(set, false));
        let Some(read) = required.or_else(of_contexts) else {
            continue;
        };
        let coordinate = format!("{}.{}", ty.name, field.name);
        let message =
            format!("`{coordinate}` reads `{read}`, which is guarded more strictly than itself");
        let code = codes::MISSING_TRANSITIVE_AUTH_REQUIREMENTS;
        let finding =
            Diagnostic::error(code, message).at_all(elements.of_field(&ty.name, &field.name));
        // Nothing can be guarded on an interface object.
        let guarded = match ty.is_abstract() {
            true => object.name.to_string(),
            false => coordinate,
        };
        findings.push(finding.fix(format!("give `{guarded}` the requirements of `{read}`")));
    }
}

/// What a field and the types it stands on ask of their reader.
struct Guards<'a> {
    supergraph: &'a Supergraph,
    has: &'a [&'a Authorization],
}

impl Guards<'_> {
    /// The first field of a set that asks more, read of a value whose type's own guard has been passed. Recursion is
    /// bounded by the depth of field sets.
    fn missing_at(&self, at: TypeId, set: &FieldSet) -> Option<String> {
        set.items.iter().find_map(|item| match item {
            FieldSetItem::Field {
                name, selection, ..
            } => {
                let asked = self.asked(at, name, false);
                asked.or_else(|| self.missing(selection, true))
            }
            FieldSetItem::InlineFragment { selection, .. } => {
                let applies = self.supergraph.ty(selection.ty).possible.contains(at);
                applies.then(|| self.missing_at(at, selection)).flatten()
            }
        })
    }

    /// The same for a set that is read of other values. Recursion is bounded by the depth of field sets.
    fn missing(&self, set: &FieldSet, with_type: bool) -> Option<String> {
        set.items.iter().find_map(|item| match item {
            FieldSetItem::Field {
                name, selection, ..
            } => {
                let parents = self.supergraph.ty(set.ty).possible.iter().chain([set.ty]);
                let asked = parents
                    .into_iter()
                    .find_map(|id| self.asked(id, name, with_type));
                asked.or_else(|| self.missing(selection, true))
            }
            FieldSetItem::InlineFragment { selection, .. } => self.missing(selection, with_type),
        })
    }

    fn asked(&self, ty: TypeId, field: &str, with_type: bool) -> Option<String> {
        let ty = self.supergraph.ty(ty);
        let field = ty.fields.get(field)?;
        let base = self.supergraph.ty(field.base);
        let asks = [&field.authorization, &base.authorization];
        let of_type = with_type.then_some(&ty.authorization);
        let mut asks = asks.into_iter().chain(of_type);
        let missing = asks.any(|asked| !implied(asked, self.has));
        missing.then(|| format!("{}.{}", ty.name, field.name))
    }
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
