//! What could not be reached, told by cause: fields that one edit would heal are one finding.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use gateway_supergraph::{SubgraphId, SubgraphType, Supergraph, TypeId};

use super::healing::Ailment;
use super::nodes::Nodes;
use super::witness::{self, Step};
use crate::diagnostic::{Diagnostic, Findings};
use crate::subgraph::Subgraph;
use crate::{Place, codes};

/// Fields named in one message; the others are counted.
const MAX_NAMED: usize = 8;

/// Failures, by type, where the value was, where it could get, and who has the field.
#[derive(Default)]
pub(super) struct Failures {
    groups: BTreeMap<Cause, Group>,
    seen: BTreeSet<(TypeId, String)>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Cause {
    ty: TypeId,
    reached: BTreeSet<SubgraphId>,
    field: Option<String>,
}

struct Group {
    fields: Vec<String>,
    from: BTreeSet<SubgraphId>,
    path: Option<Rc<Step>>,
}

impl Failures {
    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Takes over what is not told yet.
    pub(super) fn absorb(&mut self, others: Self) {
        for (cause, mut group) in others.groups {
            let ty = cause.ty;
            group
                .fields
                .retain(|field| self.seen.insert((ty, field.clone())));
            if group.fields.is_empty() {
                continue;
            }
            match self.groups.entry(cause) {
                Entry::Occupied(known) => known.into_mut().fields.extend(group.fields),
                Entry::Vacant(free) => {
                    free.insert(group);
                }
            }
        }
    }

    pub(super) fn add(
        &mut self,
        ty: TypeId,
        field: &str,
        from: &Nodes<'_>,
        reached: &Nodes<'_>,
        path: Option<&Rc<Step>>,
    ) {
        if !self.seen.insert((ty, field.to_owned())) {
            return;
        }
        let cause = Cause {
            ty,
            reached: reached.iter().map(|node| node.subgraph).collect(),
            field: (field == "__typename").then(|| field.to_owned()),
        };
        let group = self.groups.entry(cause).or_insert_with(|| Group {
            fields: Vec::new(),
            from: from.iter().map(|node| node.subgraph).collect(),
            path: path.cloned(),
        });
        group.fields.push(field.to_owned());
    }

    pub(super) fn tell(
        self,
        supergraph: &Supergraph,
        subgraphs: &[Subgraph],
        findings: &mut Findings,
    ) {
        for (cause, group) in self.groups {
            // Fields of one group may have different owners; each set of owners is a cause of its own.
            let mut by_owner: BTreeMap<BTreeSet<SubgraphId>, Vec<String>> = BTreeMap::new();
            for field in group.fields {
                let owners = owners(supergraph, cause.ty, &field);
                by_owner.entry(owners).or_default().push(field);
            }
            for (owners, fields) in by_owner {
                let teller = Teller {
                    supergraph,
                    subgraphs,
                    cause: &cause,
                    from: &group.from,
                    owners: &owners,
                    fields: &fields,
                };
                findings.push(teller.tell(group.path.as_ref()));
            }
        }
    }
}

/// Subgraphs that resolve a field of a type, on the type itself or on an interface object.
fn owners(supergraph: &Supergraph, ty: TypeId, field: &str) -> BTreeSet<SubgraphId> {
    let definition = supergraph.ty(ty);
    let views = std::iter::once(ty).chain(definition.implements.iter().copied());
    let views: Vec<TypeId> = views.collect();
    let has = |view: &SubgraphType| {
        let found = view.fields.get(field);
        found.is_some_and(|field| !field.external && field.overridden.is_none())
    };
    supergraph
        .subgraphs
        .iter()
        .filter(|subgraph| {
            views.iter().any(|id| {
                let view = subgraph.ty(*id);
                view.is_some_and(|view| (*id == ty || view.interface_object) && has(view))
            })
        })
        .map(|subgraph| subgraph.id)
        .collect()
}

struct Teller<'a> {
    supergraph: &'a Supergraph,
    subgraphs: &'a [Subgraph],
    cause: &'a Cause,
    from: &'a BTreeSet<SubgraphId>,
    owners: &'a BTreeSet<SubgraphId>,
    fields: &'a [String],
}

impl Teller<'_> {
    fn tell(&self, path: Option<&Rc<Step>>) -> Diagnostic {
        let ty = &self.supergraph.ty(self.cause.ty).name;
        let named: Vec<String> = self
            .fields
            .iter()
            .take(MAX_NAMED)
            .map(|field| format!("`{ty}.{field}`"))
            .collect();
        let more = match self.fields.len().saturating_sub(MAX_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "{}{more} cannot be reached from a `{ty}` of {}",
            named.join(", "),
            self.names(self.from)
        );
        let root = &self.supergraph.ty(self.supergraph.roots.query).name;
        let query = witness::query(path, root, &self.fields[0]);
        let mut finding = Diagnostic::error(codes::SATISFIABILITY_ERROR, message)
            .at_all(self.places())
            .note(format!("a query that cannot be answered: {query}"));
        for owner in self.owners {
            finding = finding.note(self.reason(*owner));
        }
        let ailment = Ailment {
            supergraph: self.supergraph,
            subgraphs: self.subgraphs,
            ty: self.cause.ty,
            fields: self.fields,
            from: self.from,
            reached: &self.cause.reached,
            owners: self.owners,
        };
        finding.candidates = ailment.candidates();
        match self.fix() {
            Some(fix) => finding.fix(fix),
            None => finding,
        }
    }

    fn name(&self, subgraph: SubgraphId) -> &str {
        &self.supergraph.subgraph(subgraph).name
    }

    fn names(&self, subgraphs: &BTreeSet<SubgraphId>) -> String {
        let names: Vec<&str> = subgraphs.iter().map(|id| self.name(*id)).collect();
        match names.as_slice() {
            [] => "no subgraph".to_owned(),
            names => names.join(", "),
        }
    }

    fn places(&self) -> Vec<Place> {
        let definition = self.supergraph.ty(self.cause.ty);
        let ty = definition.name.as_str();
        let mut places = Vec::new();
        for owner in self.owners {
            let subgraph = &self.subgraphs[owner.0 as usize];
            let fields = subgraph.fields(ty);
            for field in self.fields.iter().take(MAX_NAMED) {
                if let Some(field) = fields.and_then(|fields| fields.get(field.as_str())) {
                    places.push(subgraph.place(field.location()));
                }
            }
        }
        for from in self.from {
            let subgraph = &self.subgraphs[from.0 as usize];
            // Where the type is not known by itself, it is an interface object.
            let interfaces = definition
                .implements
                .iter()
                .map(|id| self.supergraph.ty(*id));
            let interfaces = interfaces.map(|interface| interface.name.as_str());
            let known = std::iter::once(ty)
                .chain(interfaces)
                .find_map(|name| subgraph.ty(name));
            if let Some(ty) = known {
                places.push(subgraph.place(ty.name().location()));
            }
        }
        places
    }

    /// Why the value cannot get to a subgraph that has the field.
    fn reason(&self, owner: SubgraphId) -> String {
        let ty = &self.supergraph.ty(self.cause.ty).name;
        let name = self.name(owner);
        let field = &self.fields[0];
        let Some(view) = self.supergraph.view(owner, self.cause.ty) else {
            return format!(
                "{name} has it on an interface object that cannot be entered from there"
            );
        };
        if self.cause.reached.contains(&owner) {
            let requires = view
                .fields
                .get(field.as_str())
                .and_then(|f| f.requires.as_ref());
            let contexts = view.fields.get(field.as_str());
            let contexts = contexts.map(|f| f.context_arguments.as_slice());
            if let Some(argument) = contexts.and_then(|arguments| arguments.first()) {
                return format!(
                    "{name} resolves it, and fills the argument `{}` from the context \"{}\", which nothing on this \
                     way sets",
                    argument.argument, argument.context
                );
            }
            return match requires {
                Some(requires) => format!(
                    "{name} resolves it, but requires \"{requires}\", which cannot be had from {}, or has no resolvable \
                     key to be entered by with that",
                    self.names(&self.cause.reached)
                ),
                None => format!(
                    "{name} resolves it, but only in another state of the label of an @override"
                ),
            };
        }
        let keys: Vec<String> = view
            .keys
            .iter()
            .map(|key| format!("\"{}\"", key.fields))
            .collect();
        if view.keys.is_empty() {
            format!("{name} resolves it, but `{ty}` has no @key there")
        } else if view.keys.iter().all(|key| !key.resolvable) {
            format!(
                "{name} resolves it, but its keys ({}) are not resolvable",
                keys.join(", ")
            )
        } else {
            format!(
                "{name} resolves it, and can be entered by {}, which cannot be had from {}",
                keys.join(" or "),
                self.names(&self.cause.reached)
            )
        }
    }

    /// The smallest edit that is likely to heal it.
    fn fix(&self) -> Option<String> {
        let ty = &self.supergraph.ty(self.cause.ty).name;
        let owner = *self.owners.first()?;
        let name = self.name(owner);
        let view = self.supergraph.view(owner, self.cause.ty)?;
        if self.cause.reached.contains(&owner) {
            return Some(format!(
                "add a resolvable @key to `{ty}` in {name}, and what is required where it can be reached"
            ));
        }
        if let Some(key) = view.keys.iter().find(|key| key.resolvable) {
            return Some(format!(
                "declare \"{}\" on `{ty}` in {}",
                key.fields,
                self.names(self.from)
            ));
        }
        if let Some(key) = view.keys.first() {
            return Some(format!(
                "make the key \"{}\" of `{ty}` in {name} resolvable",
                key.fields
            ));
        }
        match self.key_of_source() {
            Some(key) => Some(format!("add `@key(fields: \"{key}\")` to `{ty}` in {name}")),
            None => Some(format!(
                "give `{ty}` a @key in {name} and its fields in {}, or resolve the field there and mark it @shareable",
                self.names(self.from)
            )),
        }
    }

    /// A key that the type has where the value is.
    fn key_of_source(&self) -> Option<String> {
        self.cause.reached.iter().find_map(|subgraph| {
            let view = self.supergraph.view(*subgraph, self.cause.ty)?;
            Some(view.keys.first()?.fields.to_string())
        })
    }
}
