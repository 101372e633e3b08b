//! Edits that may open the way to a field: the smallest first. Each is tried before it is offered.

use std::collections::BTreeSet;

use gateway_supergraph::{FieldSet, FieldSetItem, SubgraphId, SubgraphType, Supergraph, TypeId};

use crate::patch::{Candidate, Edit};
use crate::subgraph::Subgraph;

/// What could not be reached, and from where.
pub(super) struct Ailment<'a> {
    pub(super) supergraph: &'a Supergraph,
    pub(super) subgraphs: &'a [Subgraph],
    pub(super) ty: TypeId,
    pub(super) fields: &'a [String],
    /// Where the value is at hand.
    pub(super) from: &'a BTreeSet<SubgraphId>,
    /// Where it can get to from there.
    pub(super) reached: &'a BTreeSet<SubgraphId>,
    pub(super) owners: &'a BTreeSet<SubgraphId>,
}

impl Ailment<'_> {
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        let targets = self.targets();
        for target in &targets {
            candidates.extend(self.make_resolvable(*target));
        }
        for target in &targets {
            candidates.extend(self.give_key(*target));
        }
        for target in &targets {
            candidates.extend(self.expose_key(*target));
        }
        for target in &targets {
            candidates.extend(self.common_id(*target));
        }
        candidates.extend(self.share());
        candidates
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

    fn make_resolvable(&self, target: SubgraphId) -> Vec<Candidate> {
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
                candidates.extend(edit.map(|edit| Candidate::new(title, [edit])));
            }
        }
        candidates
    }

    /// A key that the value has where it is, given to the target.
    fn give_key(&self, target: SubgraphId) -> Vec<Candidate> {
        let known = self.view(target).map(|view| view.keys.as_slice());
        let known: Vec<String> = known
            .unwrap_or_default()
            .iter()
            .filter(|key| key.resolvable)
            .map(|key| key.fields.to_string())
            .collect();
        let mut keys: Vec<&FieldSet> = Vec::new();
        for id in self.reached {
            let view = self.view(*id);
            keys.extend(
                view.into_iter()
                    .flat_map(|view| view.keys.iter())
                    .map(|k| &*k.fields),
            );
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
                Some(Candidate::new(title, self.keyed(subgraph, key)?))
            })
            .collect()
    }

    /// A key of the target, declared where the value is.
    fn expose_key(&self, target: SubgraphId) -> Vec<Candidate> {
        let view = self.view(target);
        let keys = view.into_iter().flat_map(|view| view.keys.iter());
        let resolvable: Vec<&FieldSet> = keys
            .filter(|key| key.resolvable)
            .map(|key| &*key.fields)
            .collect();
        let mut candidates = Vec::new();
        for from in self.from {
            let subgraph = self.subgraph(*from);
            for key in &resolvable {
                let title = format!(
                    "declare the key \"{key}\" on `{}` in {}",
                    self.name(),
                    subgraph.name
                );
                let edits = self.keyed(subgraph, key);
                candidates.extend(edits.map(|edits| Candidate::new(title, edits)));
            }
        }
        candidates
    }

    /// `id: ID!` on both sides makes a key of its own.
    fn common_id(&self, target: SubgraphId) -> Option<Candidate> {
        let from = *self.from.first()?;
        let has_id = |id: SubgraphId| {
            let field = self.view(id).and_then(|view| view.fields.get("id"));
            field.is_some_and(|field| field.ty.to_string() == "ID!")
        };
        if target == from || !has_id(target) || !has_id(from) {
            return None;
        }
        let sides = [self.subgraph(target), self.subgraph(from)];
        let keys: Option<Vec<Vec<Edit>>> = sides
            .iter()
            .map(|side| side.add_key(self.name(), "id"))
            .collect();
        let title = format!(
            "add `@key(fields: \"id\")` to `{}` in {} and {}",
            self.name(),
            sides[0].name,
            sides[1].name
        );
        Some(Candidate::new(title, keys?.into_iter().flatten()))
    }

    /// The key on the type, with those of its fields that are not there yet. Only plain fields are added.
    fn keyed(&self, subgraph: &Subgraph, key: &FieldSet) -> Option<Vec<Edit>> {
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
        }
        Some(edits)
    }

    /// The fields resolved where the value is as well.
    fn share(&self) -> Option<Candidate> {
        let from = self.subgraph(*self.from.first()?);
        let mut edits = Vec::new();
        for field in self.fields {
            let merged = self.supergraph.ty(self.ty).fields.get(field.as_str())?;
            let base = self.supergraph.ty(merged.base).name.as_str();
            let known = ["Int", "Float", "String", "Boolean", "ID"].contains(&base);
            if !merged.arguments.is_empty() || !(known || from.ty(base).is_some()) {
                return None;
            }
            edits.extend(self.shared_field(from, &format!("{field}: {}", merged.ty))?);
            for owner in self.owners {
                let subgraph = self.subgraph(*owner);
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
            from.name
        );
        Some(Candidate::new(title, edits))
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
