//! What could not be reached, told by cause: fields that one edit would heal are one finding.

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
/// Origins that are told of one field.
const MAX_ORIGINS: usize = 200;

/// What could not be reached, each field with all places it could not be reached from.
#[derive(Default)]
pub(super) struct Failures {
    fields: BTreeMap<(TypeId, String), Vec<Origin>>,
}

/// Where a value was that cannot give a field.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// Subgraphs that the value is at hand in.
    pub(super) from: BTreeSet<SubgraphId>,
    /// Where it can get to from there.
    pub(super) reached: BTreeSet<SubgraphId>,
    path: Option<Rc<Step>>,
}

/// Fields that have one owner and are out of reach from the same places.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Cause {
    ty: TypeId,
    owners: BTreeSet<SubgraphId>,
    origins: Vec<(BTreeSet<SubgraphId>, BTreeSet<SubgraphId>)>,
    is_typename: bool,
}

#[derive(Default)]
struct Group {
    fields: Vec<String>,
    origins: Vec<Origin>,
}

impl Failures {
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Takes over what is not told yet.
    pub(super) fn absorb(&mut self, others: Self) {
        for (field, origins) in others.fields {
            for origin in origins {
                self.insert(field.clone(), origin);
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
        let origin = Origin {
            from: from.iter().map(|node| node.subgraph).collect(),
            reached: reached.iter().map(|node| node.subgraph).collect(),
            path: path.cloned(),
        };
        self.insert((ty, field.to_owned()), origin);
    }

    /// Only the worst placed values are kept: what helps them helps the others.
    fn insert(&mut self, field: (TypeId, String), origin: Origin) {
        let known = self.fields.entry(field).or_default();
        let is_told = known.iter().any(|k| k.from.is_subset(&origin.from));
        if is_told || known.len() >= MAX_ORIGINS {
            return;
        }
        known.retain(|k| !origin.from.is_subset(&k.from));
        known.push(origin);
    }

    pub(super) fn tell(
        self,
        supergraph: &Supergraph,
        subgraphs: &[Subgraph],
        findings: &mut Findings,
    ) {
        let mut groups: BTreeMap<Cause, Group> = BTreeMap::new();
        for ((ty, field), origins) in self.fields {
            let signature = origins
                .iter()
                .map(|origin| (origin.from.clone(), origin.reached.clone()));
            let mut signature: Vec<_> = signature.collect();
            signature.sort();
            let cause = Cause {
                ty,
                owners: owners(supergraph, ty, &field),
                origins: signature,
                is_typename: field == "__typename",
            };
            let group = groups.entry(cause).or_default();
            group.fields.push(field);
            group.origins = origins;
        }
        for (cause, mut group) in groups {
            // As the type declares them.
            let declared = &supergraph.ty(cause.ty).fields;
            let position =
                |field: &String| declared.values().position(|d| d.name == field.as_str());
            group.fields.sort_by_cached_key(position);
            let teller = Teller {
                supergraph,
                subgraphs,
                from: group
                    .origins
                    .iter()
                    .flat_map(|o| o.from.iter().copied())
                    .collect(),
                reached: group
                    .origins
                    .iter()
                    .flat_map(|o| o.reached.iter().copied())
                    .collect(),
                cause: &cause,
                group: &group,
            };
            findings.push(teller.tell());
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
    group: &'a Group,
    /// Of all origins.
    from: BTreeSet<SubgraphId>,
    reached: BTreeSet<SubgraphId>,
}

impl Teller<'_> {
    fn tell(&self) -> Diagnostic {
        let ty = &self.supergraph.ty(self.cause.ty).name;
        let fields = &self.group.fields;
        let named: Vec<String> = fields
            .iter()
            .take(MAX_NAMED)
            .map(|field| format!("`{ty}.{field}`"))
            .collect();
        let more = match fields.len().saturating_sub(MAX_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "{}{more} cannot be reached from a `{ty}` of {}",
            named.join(", "),
            self.names(&self.from)
        );
        let path = self.group.origins.first().and_then(|o| o.path.as_ref());
        let query = witness::query(self.supergraph, path, self.cause.ty, &fields[0]);
        let mut finding = Diagnostic::error(codes::SATISFIABILITY_ERROR, message)
            .at_all(self.places())
            .note(format!("a query that cannot be answered: {query}"));
        for owner in &self.cause.owners {
            finding = finding.note(self.reason(*owner));
        }
        let ailment = Ailment {
            supergraph: self.supergraph,
            subgraphs: self.subgraphs,
            ty: self.cause.ty,
            fields,
            origins: &self.group.origins,
            owners: &self.cause.owners,
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
        for owner in &self.cause.owners {
            let subgraph = &self.subgraphs[owner.0 as usize];
            let fields = subgraph.fields(ty);
            for field in self.group.fields.iter().take(MAX_NAMED) {
                if let Some(field) = fields.and_then(|fields| fields.get(field.as_str())) {
                    places.push(subgraph.place(field.location()).labelled("out of reach"));
                }
            }
        }
        let is_owned = !places.is_empty();
        for from in &self.from {
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
                let place = subgraph.place(ty.name().location()).labelled("from here");
                // Where the type is all there is to see, it is what is at fault.
                places.push(if is_owned { place.secondary() } else { place });
            }
        }
        places
    }

    /// Why the value cannot get to a subgraph that has the field.
    fn reason(&self, owner: SubgraphId) -> String {
        let ty = &self.supergraph.ty(self.cause.ty).name;
        let name = self.name(owner);
        let field = &self.group.fields[0];
        let Some(view) = self.supergraph.view(owner, self.cause.ty) else {
            return format!(
                "{name} has it on an interface object that cannot be entered from there"
            );
        };
        if self.reached.contains(&owner) {
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
                    argument.argument,
                    written(&argument.context)
                );
            }
            return match requires {
                Some(requires) => format!(
                    "{name} resolves it, but requires \"{requires}\", which cannot be had from {}, or has no resolvable \
                     key to be entered by with that",
                    self.names(&self.reached)
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
                self.names(&self.reached)
            )
        }
    }

    /// The smallest edit that is likely to heal it.
    fn fix(&self) -> Option<String> {
        let ty = &self.supergraph.ty(self.cause.ty).name;
        let owner = *self.cause.owners.first()?;
        let name = self.name(owner);
        let view = self.supergraph.view(owner, self.cause.ty)?;
        if self.reached.contains(&owner) {
            let field = view.fields.get(self.group.fields[0].as_str())?;
            if let Some(argument) = field.context_arguments.first() {
                return Some(format!(
                    "set the context \"{}\" by @context on a type above `{ty}` on every way to it",
                    written(&argument.context)
                ));
            }
            let requires = field.requires.as_ref()?;
            if view.keys.iter().any(|key| key.resolvable) {
                return Some(format!(
                    "resolve \"{requires}\" somewhere without requiring `{ty}.{}` for it",
                    field.name
                ));
            }
            return Some(format!(
                "add a resolvable @key to `{ty}` in {name}, to be entered by with \"{requires}\""
            ));
        }
        if let Some(key) = view.keys.iter().find(|key| key.resolvable) {
            return Some(format!(
                "declare \"{}\" on `{ty}` in {}",
                key.fields,
                self.names(&self.from)
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
                self.names(&self.from)
            )),
        }
    }

    /// A key that the type has where the value is.
    fn key_of_source(&self) -> Option<String> {
        self.reached.iter().find_map(|subgraph| {
            let view = self.supergraph.view(*subgraph, self.cause.ty)?;
            Some(view.keys.first()?.fields.to_string())
        })
    }
}

/// The name of a context as its subgraph writes it: the supergraph's begins with the subgraph's own.
fn written(context: &str) -> &str {
    context.rsplit("__").next().unwrap_or(context)
}
