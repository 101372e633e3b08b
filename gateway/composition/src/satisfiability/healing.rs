//! Edits that may open the way to a field: the smallest first. Each is tried before it is offered.

use std::collections::BTreeSet;

use gateway_supergraph::{FieldSet, FieldSetItem, SubgraphId, SubgraphType, Supergraph, TypeId};

use super::findings::Origin;
use crate::patch::{Candidate, Edit};
use crate::subgraph::Subgraph;

/// What could not be reached, and from where.
pub(super) struct Ailment<'a> {
    pub(super) supergraph: &'a Supergraph,
    pub(super) subgraphs: &'a [Subgraph],
    pub(super) ty: TypeId,
    pub(super) fields: &'a [String],
    pub(super) origins: &'a [Origin],
    pub(super) owners: &'a BTreeSet<SubgraphId>,
}

/// Edits, and what they cost whoever makes them.
struct Weighed {
    cost: usize,
    candidate: Candidate,
}

/// What a new field costs, which somebody has to resolve, against a word that is added.
const NEW_FIELD: usize = 3;
/// Candidates of one finding.
const MAX_CANDIDATES: usize = 6;

impl Ailment<'_> {
    /// The cheapest first.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let mut all = Vec::new();
        let targets = self.targets();
        for target in &targets {
            all.extend(self.make_resolvable(*target));
        }
        for target in &targets {
            all.extend(self.give_key(*target));
        }
        for target in &targets {
            all.extend(self.common_key(*target));
        }
        for target in &targets {
            all.extend(self.expose_key(*target));
        }
        all.extend(self.share());
        all.sort_by_key(|weighed| weighed.cost);
        let candidates = all.into_iter().map(|weighed| weighed.candidate);
        candidates.take(MAX_CANDIDATES).collect()
    }

    /// Of each origin one subgraph that has the value.
    fn homes(&self) -> BTreeSet<SubgraphId> {
        let first = self.origins.iter();
        first
            .filter_map(|origin| origin.from.first().copied())
            .collect()
    }

    /// The subgraphs to open: those that resolve the fields, or know the type where it is the type that is missing.
    fn targets(&self) -> Vec<SubgraphId> {
        if !self.owners.is_empty() {
            return self.owners.iter().copied().collect();
        }
        let knows = |id: &SubgraphId| {
            let view = self.supergraph.view(*id, self.ty);
            view.is_some_and(|view| !view.interface_object)
        };
        let all = self.supergraph.subgraphs.iter().map(|subgraph| subgraph.id);
        all.filter(knows).collect()
    }

    fn name(&self) -> &str {
        &self.supergraph.ty(self.ty).name
    }

    fn subgraph(&self, id: SubgraphId) -> &Subgraph {
        &self.subgraphs[id.0 as usize]
    }

    fn view(&self, id: SubgraphId) -> Option<&SubgraphType> {
        self.supergraph.view(id, self.ty)
    }

    /// The type itself and the interfaces it is entered by, as names.
    fn entered_as(&self) -> Vec<&str> {
        let definition = self.supergraph.ty(self.ty);
        let interfaces = definition.implements.iter();
        let interfaces = interfaces.map(|id| self.supergraph.ty(*id).name.as_str());
        std::iter::once(self.name()).chain(interfaces).collect()
    }

    fn make_resolvable(&self, target: SubgraphId) -> Vec<Weighed> {
        let subgraph = self.subgraph(target);
        let mut candidates = Vec::new();
        for name in self.entered_as() {
            let keys = subgraph.meta.ty(name).map(|meta| meta.keys.as_slice());
            for key in keys
                .unwrap_or_default()
                .iter()
                .filter(|key| !key.resolvable)
            {
                let title = format!(
                    "make the key \"{}\" of `{name}` in {} resolvable",
                    key.set.text, subgraph.name
                );
                let edit = subgraph.replace(key.resolvable_span, "resolvable: true");
                candidates.extend(edit.map(|edit| Weighed::of(title, [edit], 0)));
            }
        }
        candidates
    }

    /// A key that the value has where it is, given to the target.
    fn give_key(&self, target: SubgraphId) -> Vec<Weighed> {
        let known = self.view(target).map(|view| view.keys.as_slice());
        let known: Vec<String> = known
            .unwrap_or_default()
            .iter()
            .filter(|key| key.resolvable)
            .map(|key| key.fields.to_string())
            .collect();
        let mut keys: Vec<&FieldSet> = Vec::new();
        for id in self.origins.iter().flat_map(|origin| &origin.reached) {
            let view = self.view(*id);
            let theirs = view.into_iter().flat_map(|view| view.keys.iter());
            for key in theirs.map(|key| &*key.fields) {
                if !keys
                    .iter()
                    .any(|known| known.to_string() == key.to_string())
                {
                    keys.push(key);
                }
            }
        }
        let subgraph = self.subgraph(target);
        let fresh = keys
            .into_iter()
            .filter(|key| !known.contains(&key.to_string()));
        fresh
            .filter_map(|key| {
                let title = format!(
                    "add `@key(fields: \"{key}\")` to `{}` in {}",
                    self.name(),
                    subgraph.name
                );
                let (edits, new) = self.keyed(subgraph, key)?;
                Some(Weighed::of(title, edits, new))
            })
            .collect()
    }

    /// A key of the target, declared wherever the value is.
    fn expose_key(&self, target: SubgraphId) -> Vec<Weighed> {
        let view = self.view(target);
        let keys = view.into_iter().flat_map(|view| view.keys.iter());
        let keys = keys.filter(|key| key.resolvable).map(|key| &*key.fields);
        let homes = self.homes();
        let exposed = |key: &FieldSet| {
            let (mut edits, mut new) = (Vec::new(), 0);
            for home in &homes {
                let (more, fields) = self.keyed(self.subgraph(*home), key)?;
                edits.extend(more);
                new += fields;
            }
            let title = format!(
                "declare the key \"{key}\" on `{}` in {}",
                self.name(),
                self.names(&homes)
            );
            Some(Weighed::of(title, edits, new))
        };
        keys.filter_map(exposed).collect()
    }

    /// What both sides have already makes a key: in the target alone, or on both sides where the field must be shared.
    fn common_key(&self, target: SubgraphId) -> Vec<Weighed> {
        let homes = self.homes();
        let mut candidates = Vec::new();
        for field in self.common_ids(target, &homes) {
            let Some(entered) = self.subgraph(target).add_key(self.name(), field) else {
                continue;
            };
            let title = |of: &BTreeSet<SubgraphId>| {
                let names = self.names(of);
                format!(
                    "add `@key(fields: \"{field}\")` to `{}` in {names}",
                    self.name()
                )
            };
            let of_target = BTreeSet::from([target]);
            candidates.push(Weighed::of(title(&of_target), entered.clone(), 0));
            let sides = homes
                .iter()
                .map(|home| self.subgraph(*home).add_key(self.name(), field));
            if let Some(others) = sides.collect::<Option<Vec<Vec<Edit>>>>() {
                let all: BTreeSet<SubgraphId> = homes.iter().copied().chain([target]).collect();
                let edits = entered.into_iter().chain(others.into_iter().flatten());
                candidates.push(Weighed::of(title(&all), edits, 0));
            }
        }
        candidates
    }

    /// Fields that all sides have and that tell values apart: IDs, and what is a key somewhere. Not those that the target
    /// can be asked for already.
    fn common_ids(&self, target: SubgraphId, homes: &BTreeSet<SubgraphId>) -> Vec<&str> {
        if homes.is_empty() || homes.contains(&target) {
            return Vec::new();
        }
        let views = self.supergraph.subgraphs.iter();
        let views = views.filter_map(|subgraph| subgraph.ty(self.ty));
        let keys: BTreeSet<String> = views
            .flat_map(|view| view.keys.iter().map(|key| key.fields.to_string()))
            .collect();
        let entered = self.view(target).map(|view| view.keys.as_slice());
        let is_entered = |name: &str| {
            let mut keys = entered.unwrap_or_default().iter();
            keys.any(|key| key.resolvable && key.fields.to_string() == name)
        };
        let has = |id: &SubgraphId, name: &str| {
            let field = self.view(*id).and_then(|view| view.fields.get(name));
            field.is_some_and(|field| !field.external && field.overridden.is_none())
        };
        let fields = self.supergraph.ty(self.ty).fields.values();
        let found = fields.filter(|field| {
            let name = field.name.as_str();
            (field.ty.to_string() == "ID!" || keys.contains(name))
                && !is_entered(name)
                && homes.iter().chain([&target]).all(|id| has(id, name))
        });
        let mut found: Vec<&str> = found.map(|field| field.name.as_str()).collect();
        found.sort_by_key(|name| *name != "id");
        found
    }

    /// The key on the type, with those of its fields that are not there yet. Only plain fields are added.
    /// With how many there are.
    fn keyed(&self, subgraph: &Subgraph, key: &FieldSet) -> Option<(Vec<Edit>, usize)> {
        let mut new = 0;
        let mut edits = subgraph.add_key(self.name(), &key.to_string())?;
        let fields = subgraph.fields(self.name())?;
        for item in &key.items {
            let FieldSetItem::Field {
                name, selection, ..
            } = item
            else {
                return None;
            };
            if fields.contains_key(name) {
                continue;
            }
            let merged = self.supergraph.ty(self.ty).fields.get(name)?;
            if !selection.items.is_empty() {
                return None;
            }
            let definition = format!("{name}: {}", merged.ty);
            edits.push(subgraph.add_field(self.name(), &definition)?);
            new += 1;
        }
        Some((edits, new))
    }

    /// The fields resolved wherever the value is as well.
    fn share(&self) -> Option<Weighed> {
        let homes = self.homes();
        let mut edits = Vec::new();
        for home in &homes {
            let from = self.subgraph(*home);
            for field in self.fields {
                let merged = self.supergraph.ty(self.ty).fields.get(field.as_str())?;
                let base = self.supergraph.ty(merged.base).name.as_str();
                let known = ["Int", "Float", "String", "Boolean", "ID"].contains(&base);
                if !merged.arguments.is_empty() || !(known || from.ty(base).is_some()) {
                    return None;
                }
                edits.extend(self.shared_field(from, &format!("{field}: {}", merged.ty))?);
            }
        }
        for owner in self.owners {
            let subgraph = self.subgraph(*owner);
            for field in self.fields {
                let copy = subgraph.fields(self.name())?.get(field.as_str())?;
                let meta = subgraph.meta.field(self.name(), field);
                if !meta.shareable && !meta.in_key {
                    edits.extend(subgraph.mark(copy.location(), "shareable")?);
                }
            }
        }
        let names: Vec<String> = self
            .fields
            .iter()
            .map(|f| format!("`{}.{f}`", self.name()))
            .collect();
        let title = format!(
            "resolve {} in {} as well, and mark it @shareable",
            names.join(", "),
            self.names(&homes)
        );
        let mut weighed = Weighed::of(title, edits, homes.len() * self.fields.len());
        // Of two equal ways, an entity is rather entered than copied.
        let keyed = |owner: &SubgraphId| self.view(*owner).is_some_and(|v| !v.keys.is_empty());
        weighed.cost += usize::from(self.owners.iter().any(keyed));
        Some(weighed)
    }

    fn names(&self, of: &BTreeSet<SubgraphId>) -> String {
        let names: Vec<&str> = of
            .iter()
            .map(|id| self.subgraph(*id).name.as_str())
            .collect();
        names.join(", ")
    }

    /// In Federation 1, whatever a subgraph has is shared.
    fn shared_field(&self, subgraph: &Subgraph, definition: &str) -> Option<Vec<Edit>> {
        let Some(spelling) = subgraph.spelling("shareable") else {
            return Some(vec![subgraph.add_field(self.name(), definition)?]);
        };
        let definition = format!("{definition} @{}", spelling.name);
        Some(spelling.with(subgraph.add_field(self.name(), &definition)?))
    }
}

impl Weighed {
    /// Edits of which some add fields.
    fn of(title: String, edits: impl IntoIterator<Item = Edit>, new_fields: usize) -> Self {
        let candidate = Candidate::new(title, edits);
        Self {
            cost: candidate.edits.len() + new_fields * (NEW_FIELD - 1),
            candidate,
        }
    }
}
