//! An interface object whose interface has no key: one fault that shows in many places.

use std::collections::BTreeSet;

use apollo_compiler::schema::ExtendedType;

use crate::subgraph::{KeyMeta, Subgraph};
use crate::{Diagnostic, Severity, codes};

/// Puts one finding in the place of all that follow from an interface that cannot be asked for by key.
pub(crate) fn gather(subgraphs: &[Subgraph], findings: &mut Vec<Diagnostic>) {
    for keyless in subgraphs
        .iter()
        .flat_map(|subgraph| Keyless::of(subgraph, subgraphs))
    {
        let (following, others): (Vec<_>, Vec<_>) = findings
            .drain(..)
            .partition(|finding| keyless.explains(finding));
        *findings = others;
        if let Some(first) = following.first() {
            findings.push(keyless.finding(first));
        }
    }
}

struct Keyless<'a> {
    interface: &'a str,
    /// The interface object.
    object: &'a Subgraph,
    key: &'a KeyMeta,
    /// Those that have the interface.
    owners: Vec<&'a Subgraph>,
    implementations: BTreeSet<&'a str>,
}

impl<'a> Keyless<'a> {
    fn of(object: &'a Subgraph, subgraphs: &'a [Subgraph]) -> Vec<Self> {
        let metas = object.meta.types.iter();
        let metas = metas.filter(|(_, meta)| meta.interface_object.is_some());
        let mut found: Vec<Self> = metas
            .filter_map(|(name, meta)| {
                let is_real =
                    |other: &&Subgraph| other.ty(name).is_some_and(ExtendedType::is_interface);
                let owners: Vec<&Subgraph> = subgraphs.iter().filter(is_real).collect();
                let keyed = |owner: &&Subgraph| {
                    owner
                        .meta
                        .ty(name)
                        .is_some_and(|meta| !meta.keys.is_empty())
                };
                if owners.is_empty() || owners.iter().any(keyed) {
                    return None;
                }
                let known = owners
                    .iter()
                    .filter_map(|o| o.meta.implementations.get(name));
                Some(Self {
                    interface: name.as_str(),
                    object,
                    key: meta.keys.iter().find(|key| key.resolvable)?,
                    implementations: known.flatten().map(|ty| ty.as_str()).collect(),
                    owners,
                })
            })
            .collect();
        found.sort_by_key(|keyless| keyless.interface);
        found
    }

    /// Whether an error is of the interface and its implementations, and of a kind that the missing key brings about.
    fn explains(&self, finding: &Diagnostic) -> bool {
        let is_key = |field: &str| self.key.set.text.split(' ').any(|name| name == field);
        let concerned = finding.elements.iter().all(|element| {
            element.ty == self.interface || self.implementations.contains(element.ty.as_str())
        });
        let itself = finding.elements.iter().any(|e| e.ty == self.interface);
        let mut members = finding.elements.iter().filter_map(|e| e.member.as_deref());
        finding.severity == Severity::Error
            && concerned
            && itself
            && match finding.code {
                codes::INVALID_FIELD_SHARING => members.all(is_key),
                codes::SATISFIABILITY_ERROR => true,
                _ => false,
            }
    }

    fn finding(&self, first: &Diagnostic) -> Diagnostic {
        let code = match first.code {
            codes::SATISFIABILITY_ERROR => codes::SATISFIABILITY_ERROR,
            _ => codes::INTERFACE_OBJECT_USAGE_ERROR,
        };
        let owners: Vec<&str> = self
            .owners
            .iter()
            .map(|owner| owner.name.as_str())
            .collect();
        let owners = owners.join(", ");
        let message = format!(
            "`{0}` is an interface object in {1}, but the interface has no @key in {owners}: its values cannot be looked up there",
            self.interface, self.object.name
        );
        let types: Vec<&str> = std::iter::once(self.interface)
            .chain(self.implementations.iter().copied())
            .collect();
        let key = &self.key.set.text;
        let fix = |owner: &str| {
            let named: Vec<String> = types.iter().map(|ty| format!("`{ty}`")).collect();
            format!(
                "add `@key(fields: \"{key}\")` to {} in {owner}",
                named.join(", ")
            )
        };
        let mut finding = Diagnostic::error(code, message).fix(fix(&owners));
        for owner in &self.owners {
            let span = owner.ty(self.interface).and_then(|ty| ty.name().location());
            finding = finding.at(owner.place(span).labelled("no @key"));
            let edits = types.iter().filter(|ty| {
                let keys = owner.meta.ty(ty).map(|meta| meta.keys.as_slice());
                !keys
                    .unwrap_or_default()
                    .iter()
                    .any(|known| known.set.text == *key)
            });
            let edits: Vec<_> = edits.map(|ty| owner.add_key(ty, key)).collect();
            let edits = edits.into_iter().flat_map(|edits| match edits {
                Some(edits) => edits.into_iter().map(Some).collect(),
                None => vec![None],
            });
            finding = finding.try_edits(fix(&owner.name), edits);
        }
        let span = self
            .object
            .ty(self.interface)
            .and_then(|ty| ty.name().location());
        finding = finding.at(self.object.place(span).secondary());
        finding.notes.extend(first.notes.iter().take(1).cloned());
        finding.elements.clone_from(&first.elements);
        finding.stage = first.stage;
        finding
    }
}
