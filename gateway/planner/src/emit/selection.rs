//! Selections of subgraph documents, as the subgraph's own schema accepts them (rules 30, 31, 33).

use gateway_plan::{Guard, Selection, SelectionField, SelectionItem};
use gateway_supergraph::{SubgraphId, TypeId, TypeKind, TypeSet};

use super::{Emitter, guards};
use crate::build::{GroupKind, Item, ItemId, Sel, SelId, Sent};
use crate::graph::View;

impl<'a> Emitter<'_, 'a> {
    /// Writes a selection. `known` is the condition under which it is asked.
    pub(super) fn selection(&self, sel: SelId, known: &Guard) -> Selection {
        self.selection_on(sel, known, None)
    }

    /// The lists of representations that a group takes, by the types they send. A fragment on an interface object
    /// is for all that is sent in its list: types of which different fields are asked go apart.
    pub(super) fn lists(
        &self,
        sel: SelId,
        sent: &[Sent],
        known: &Guard,
    ) -> Vec<(TypeSet, Selection)> {
        let mut all = TypeSet::new();
        for one in sent {
            all = all.union(&one.types);
        }
        let apart = sent.len() > 1 && sent.iter().all(|one| one.typed);
        let mut lists: Vec<(TypeSet, Vec<ItemId>)> = Vec::new();
        for ty in all.iter() {
            let items = self.built.sels[sel.index()].items.iter().copied();
            let blurred = items.filter(|id| {
                let item = self.item(*id);
                apart && item.owner.is_some() && item.types.contains(ty)
            });
            let blurred: Vec<ItemId> = blurred.collect();
            match lists.iter_mut().find(|(_, other)| *other == blurred) {
                Some((types, _)) => types.insert(ty),
                None => lists.push((TypeSet::one(ty), blurred)),
            }
        }
        let lists = lists.into_iter();
        lists
            .map(|(types, _)| {
                let selection = self.selection_on(sel, known, apart.then_some(&types));
                (types, selection)
            })
            .collect()
    }

    fn selection_on(&self, sel: SelId, known: &Guard, only: Option<&TypeSet>) -> Selection {
        let sel = &self.built.sels[sel.index()];
        let subgraph = self.built.groups[sel.group.index()].subgraph;
        let mut ordered = sel.items.clone();
        ordered.retain(|id| {
            let item = self.item(*id);
            // What contradictory conditions rule out is not written: a selection of nothing else would be empty.
            !(item.asks && item.guard.is_never())
                && only.is_none_or(|only| !only.is_disjoint(&item.types))
        });
        ordered.sort_by_key(|id| self.item(*id).order);
        let (direct, typed): (Vec<ItemId>, Vec<ItemId>) = ordered
            .into_iter()
            .partition(|id| self.is_direct(sel, subgraph, self.item(*id)));
        let mut items: Vec<SelectionItem> = direct
            .iter()
            .map(|id| self.field(self.item(*id), known))
            .collect();
        items.extend(self.fragments(sel, subgraph, &typed, (known, only)));
        if items.is_empty() {
            items.push(SelectionItem::Field(self.filler(sel, subgraph)));
        }
        Selection { items }
    }

    fn item(&self, id: ItemId) -> &Item {
        &self.built.items[id.index()]
    }

    /// Whether a field is asked on the selection's own type.
    fn is_direct(&self, sel: &Sel<'a>, subgraph: SubgraphId, item: &Item) -> bool {
        let Some(ty) = sel.ty else {
            return item.follows;
        };
        if item.follows || item.owner == Some(ty) {
            return true;
        }
        match self
            .graph
            .supergraph
            .view(subgraph, ty)
            .map(|view| view.kind)
        {
            Some(TypeKind::Object) => true,
            Some(TypeKind::Interface) => {
                sel.possible.is_subset(&item.types)
                    && self
                        .graph
                        .local(subgraph, ty, &item.name, &View::default())
                        .is_some()
            }
            Some(TypeKind::Union | TypeKind::Enum | TypeKind::Scalar | TypeKind::InputObject)
            | None => false,
        }
    }

    /// A fragment a type, or one for several types where an interface of the subgraph is just them.
    fn fragments(
        &self,
        sel: &Sel<'a>,
        subgraph: SubgraphId,
        typed: &[ItemId],
        (known, only): (&Guard, Option<&TypeSet>),
    ) -> Vec<SelectionItem> {
        let mut fragments: Vec<(TypeId, TypeSet, Vec<ItemId>)> = Vec::new();
        let mut all = TypeSet::new();
        for id in typed {
            all = all.union(&self.item(*id).types);
        }
        if let Some(only) = only {
            all = all.intersection(only);
        }
        for ty in all.iter() {
            let items: Vec<ItemId> = typed
                .iter()
                .copied()
                .filter(|id| self.item(*id).types.contains(ty))
                .collect();
            for (condition, items) in self.by_owner(ty, items) {
                let same = fragments.iter_mut().find(|(other, _, listed)| {
                    let concrete = condition == ty && self.is_object(*other);
                    *listed == items && (*other == condition || concrete)
                });
                match same {
                    Some((_, types, _)) => types.insert(ty),
                    None => fragments.push((condition, TypeSet::one(ty), items)),
                }
            }
        }
        let written = fragments.into_iter().flat_map(|(condition, types, items)| {
            self.conditions(sel, subgraph, condition, &types, &items)
                .into_iter()
                .map(move |on| (on, items.clone()))
        });
        written
            .map(|(on, items)| self.fragment(on, &items, known))
            .collect()
    }

    /// Fields held by an interface object stand on its name, the others on the type's own.
    fn by_owner(&self, ty: TypeId, items: Vec<ItemId>) -> Vec<(TypeId, Vec<ItemId>)> {
        let mut parts: Vec<(TypeId, Vec<ItemId>)> = Vec::new();
        for id in items {
            let on = self.item(id).owner.unwrap_or(ty);
            match parts.iter_mut().find(|(other, _)| *other == on) {
                Some((_, list)) => list.push(id),
                None => parts.push((on, vec![id])),
            }
        }
        parts
    }

    fn is_object(&self, ty: TypeId) -> bool {
        self.graph.supergraph.ty(ty).kind == TypeKind::Object
    }

    fn conditions(
        &self,
        sel: &Sel<'a>,
        subgraph: SubgraphId,
        condition: TypeId,
        types: &TypeSet,
        items: &[ItemId],
    ) -> Vec<TypeId> {
        if !self.is_object(condition) {
            return vec![condition];
        }
        if types.len() > 1
            && let Some(interface) = self.common(sel, subgraph, types, items)
        {
            return vec![interface];
        }
        types.iter().collect()
    }

    /// An interface of the subgraph that is just these types here and has all the fields.
    fn common(
        &self,
        sel: &Sel<'a>,
        subgraph: SubgraphId,
        types: &TypeSet,
        items: &[ItemId],
    ) -> Option<TypeId> {
        let first = types.iter().next()?;
        let view = self.graph.supergraph.view(subgraph, first)?;
        view.implements.iter().copied().find(|interface| {
            let possible = self.graph.possible_in(subgraph, *interface);
            let here = match sel.ty {
                Some(_) => possible.intersection(&sel.possible),
                None => possible,
            };
            here == *types
                && items.iter().all(|id| {
                    let name = &self.item(*id).name;
                    let local = self
                        .graph
                        .local(subgraph, *interface, name, &View::default());
                    local.is_some_and(|local| self.declares_alike(*id, local.field.base))
                })
        })
    }

    /// A fragment on the interface must not change what is selected below.
    fn declares_alike(&self, item: ItemId, base: TypeId) -> bool {
        match self.item(item).child {
            Some(child) => self.built.sels[child.index()].ty == Some(base),
            None => true,
        }
    }

    fn fragment(&self, on: TypeId, items: &[ItemId], known: &Guard) -> SelectionItem {
        let fields = items.iter().map(|id| self.field(self.item(*id), known));
        SelectionItem::InlineFragment {
            on: Some(self.graph.supergraph.ty(on).name.to_string()),
            guard: Guard::always(),
            selection: Selection {
                items: fields.collect(),
            },
        }
    }

    fn field(&self, item: &Item, known: &Guard) -> SelectionItem {
        let guard = if item.follows {
            Guard::always()
        } else {
            guards::relative(&item.guard, known)
        };
        let selection = match item.child {
            Some(child) => self.selection(child, &guards::inside(&item.guard, known)),
            None => Selection::default(),
        };
        SelectionItem::Field(SelectionField {
            name: item.name.to_string(),
            storage_key: item.storage_key.clone(),
            arguments: item
                .arguments
                .iter()
                .map(|(name, value)| (name.to_string(), value.clone()))
                .collect(),
            directives: item.directives.clone(),
            guard,
            selection,
        })
    }

    /// A selection must not be empty. An interface object's own `__typename` is no answer (rule 34), so it is kept
    /// where no one looks.
    fn filler(&self, sel: &Sel<'a>, subgraph: SubgraphId) -> SelectionField {
        let is_one = |ty: TypeId| self.graph.is_interface_object(subgraph, ty);
        let hidden = match (sel.ty, &self.built.groups[sel.group.index()].kind) {
            (Some(ty), GroupKind::Root { .. } | GroupKind::Entities { .. }) => is_one(ty),
            (None, GroupKind::Root { .. }) => false,
            (
                None,
                GroupKind::Entities {
                    representations, ..
                },
            ) => representations.iter().any(|sent| is_one(sent.entry)),
        };
        let storage_key = if hidden {
            "__portico_typename"
        } else {
            "__typename"
        };
        SelectionField {
            name: "__typename".to_owned(),
            storage_key: storage_key.to_owned(),
            arguments: Vec::new(),
            directives: Vec::new(),
            guard: Guard::always(),
            selection: Selection::default(),
        }
    }
}

/// Variables of a selection, in order of first use.
pub(super) fn variables(selection: &Selection, into: &mut Vec<String>) {
    let add_guard = |guard: &Guard, into: &mut Vec<String>| {
        for literal in guard.alternatives().iter().flatten() {
            add(&literal.variable, into);
        }
    };
    for item in &selection.items {
        match item {
            SelectionItem::Field(field) => {
                for (_, value) in &field.arguments {
                    named(value, into);
                }
                field.directives.iter().for_each(|text| named(text, into));
                add_guard(&field.guard, into);
                variables(&field.selection, into);
            }
            SelectionItem::InlineFragment {
                guard, selection, ..
            } => {
                add_guard(guard, into);
                variables(selection, into);
            }
        }
    }
}

fn add(name: &str, into: &mut Vec<String>) {
    if !into.iter().any(|known| known == name) {
        into.push(name.to_owned());
    }
}

/// The variables that a value's text names: `$` followed by a name, outside of strings.
fn named(text: &str, into: &mut Vec<String>) {
    let mut rest = text;
    let mut quoted = false;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            '\\' if quoted => {
                let escaped = rest.chars().next().map_or(0, char::len_utf8);
                rest = &rest[escaped..];
            }
            '"' => quoted = !quoted,
            '$' if !quoted => {
                let end = rest
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                    .unwrap_or(rest.len());
                add(&rest[..end], into);
                rest = &rest[end..];
            }
            _ => {}
        }
    }
}
