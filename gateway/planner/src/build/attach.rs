//! Adding a field to the selections of a source.

use std::sync::Arc;

use apollo_compiler::ast::Type;
use gateway_plan::Guard;
use gateway_supergraph::{ContextArgument, SubgraphId, TypeId, TypeKind, TypeSet};
use indexmap::IndexMap;

use super::position::Child;
use super::storage::Request;
use super::{
    Builder, Fact, FactId, GroupKind, Item, ItemId, Link, PositionId, Sel, SelId, Source, SourceId,
    Stop,
};
use crate::graph::View;
use crate::operation::Field;

/// The same field of several types that the subgraph declares alike.
struct Part<'a> {
    types: TypeSet,
    /// The interface it is asked on, where it is not each type itself.
    owner: Option<TypeId>,
    ty: &'a Type,
    base: TypeId,
    view: View<'a>,
    contexts: &'a [ContextArgument],
}

impl<'a> Builder<'_, 'a> {
    /// Adds a field that the source gives for all of `types`; says what is known by it.
    pub(super) fn attach(
        &mut self,
        position: PositionId,
        source: SourceId,
        field: &Arc<Field>,
        types: TypeSet,
        guard: &Guard,
        client: bool,
    ) -> Result<Vec<(FactId, TypeSet)>, Stop> {
        let sels = &self.source(source).sels;
        let items = sels.iter().map(|sel| self.sels[sel.index()].items.len());
        self.spend_on(items.sum::<usize>() + self.position(position).facts.len())?;
        let mut known = Vec::new();
        for part in self.parts(position, source, field, &types) {
            let id = self.attach_part(position, source, field, &part, guard, client);
            known.push((id, part.types));
        }
        Ok(known)
    }

    fn parts(
        &self,
        position: PositionId,
        source: SourceId,
        field: &Field,
        types: &TypeSet,
    ) -> Vec<Part<'a>> {
        if let Some(whole) = self.whole(source, field, types) {
            return vec![whole];
        }
        let mut parts: IndexMap<(String, TypeId, Option<TypeId>), Part<'a>> = IndexMap::new();
        for (subject, of) in self.subjects(position, types) {
            let Some(local) = self.local_with_requirement(source, subject, field) else {
                continue;
            };
            let view = self
                .graph
                .below(&self.source(source).view, subject, local.field);
            let owner = (local.owner != subject || !self.is_object(subject)).then_some(local.owner);
            let key = (local.field.ty.to_string(), local.field.base, owner);
            let part = parts.entry(key).or_insert_with(|| Part {
                types: TypeSet::new(),
                owner,
                ty: &local.field.ty,
                base: local.field.base,
                view,
                contexts: &local.field.context_arguments,
            });
            part.types = part.types.union(&of);
        }
        parts.into_values().collect()
    }

    fn local_with_requirement(
        &self,
        source: SourceId,
        subject: TypeId,
        field: &Field,
    ) -> Option<crate::graph::Local<'a>> {
        let source = self.source(source);
        self.graph
            .local(source.subgraph, subject, &field.name, &source.view)
    }

    fn is_object(&self, ty: TypeId) -> bool {
        self.graph.supergraph.ty(ty).kind == TypeKind::Object
    }

    /// The field on the interface that the selection stands on, where all its members are asked alike.
    fn whole(&self, source: SourceId, field: &Field, types: &TypeSet) -> Option<Part<'a>> {
        let source = self.source(source);
        let [only] = source.sels.as_slice() else {
            return None;
        };
        let sel = &self.sels[only.index()];
        let interface = sel.ty?;
        let all = self.graph.supergraph.ty(interface).kind == TypeKind::Interface
            && sel.possible.is_subset(types);
        if !all {
            return None;
        }
        let local = self
            .graph
            .local(source.subgraph, interface, &field.name, &source.view)?;
        if !local.is_plain() {
            return None;
        }
        Some(Part {
            types: types.clone(),
            owner: Some(interface),
            ty: &local.field.ty,
            base: local.field.base,
            view: self.graph.below(&source.view, interface, local.field),
            contexts: &[],
        })
    }

    fn attach_part(
        &mut self,
        position: PositionId,
        source: SourceId,
        field: &Arc<Field>,
        part: &Part<'a>,
        guard: &Guard,
        client: bool,
    ) -> FactId {
        let (subgraph, stage) = {
            let source = self.source(source);
            (source.subgraph, source.stage)
        };
        let slot = self.position(position).slot;
        let identity = field.identity();
        let kept = self.storage.client_key(slot, &identity, &part.types);
        let asked = client || kept.is_some();
        let wanted = match client {
            true => field.response_key.clone(),
            false => kept.unwrap_or(&field.name).clone(),
        };
        let blurred = self.is_blurred(source);
        let everyone = &self
            .graph
            .supergraph
            .ty(self.position(position).ty)
            .possible;
        let storage_key = self.storage.allocate(
            slot,
            &Request {
                wanted: &wanted,
                identity: &identity,
                types: if blurred { everyone } else { &part.types },
                subgraph,
                shape: shape(part.ty, self.graph.supergraph.ty(part.base).is_composite()),
                client,
            },
        );
        let sels = self.source(source).sels.clone();
        let items: Vec<ItemId> = sels
            .iter()
            .map(|sel| self.add_item(*sel, field, &storage_key, part, guard))
            .collect();
        if let Some(known) = self.same_fact(position, source, &storage_key, &identity, part, &items)
        {
            return known;
        }
        let composite = self.graph.supergraph.ty(part.base).is_composite();
        let child = composite.then(|| {
            let link = Link {
                position,
                types: part.types.clone(),
                storage_key: storage_key.clone(),
                field: field.clone(),
            };
            self.add_child(link, field, &items, subgraph, stage, part)
        });
        self.facts.push(Fact {
            identity,
            wanted,
            asked,
            storage_key,
            types: part.types.clone(),
            items,
            child,
            stage,
            source,
            blurred,
        });
        let id = FactId(self.facts.len() as u32 - 1);
        self.positions[position.index()].facts.push(id);
        id
    }

    /// Whether what is asked of a source is asked of objects of all types: an interface object's document cannot
    /// tell them apart.
    fn is_blurred(&self, source: SourceId) -> bool {
        let source = self.source(source);
        source.sels.iter().any(|sel| {
            let sel = &self.sels[sel.index()];
            match (sel.ty, &self.groups[sel.group.index()].kind) {
                (Some(ty), GroupKind::Root { .. } | GroupKind::Entities { .. }) => {
                    self.graph.is_interface_object(source.subgraph, ty)
                }
                (None, GroupKind::Root { .. }) => false,
                (
                    None,
                    GroupKind::Entities {
                        representations, ..
                    },
                ) => representations.iter().any(|sent| !sent.typed),
            }
        })
    }

    /// The fact that the same field of the same source gave for other types.
    fn same_fact(
        &mut self,
        position: PositionId,
        source: SourceId,
        storage_key: &str,
        identity: &crate::operation::FieldIdentity,
        part: &Part<'a>,
        items: &[ItemId],
    ) -> Option<FactId> {
        let facts = self.position(position).facts.iter().copied();
        let same = facts.into_iter().find(|id| {
            let fact = &self.facts[id.index()];
            fact.source == source
                && fact.identity == *identity
                && fact.storage_key == storage_key
                && fact.items == items
        })?;
        let fact = &mut self.facts[same.index()];
        fact.types = fact.types.union(&part.types);
        if let Some(child) = fact.child
            && let Some(link) = &mut self.positions[child.index()].parent
        {
            link.types = link.types.union(&part.types);
        }
        Some(same)
    }

    fn add_child(
        &mut self,
        link: Link,
        field: &Arc<Field>,
        items: &[ItemId],
        subgraph: SubgraphId,
        stage: u32,
        part: &Part<'a>,
    ) -> PositionId {
        let child = self.add_position(Child {
            link,
            from: (subgraph, part.base),
            field,
        });
        let sels = items
            .iter()
            .filter_map(|item| self.items[item.index()].child)
            .collect();
        let types = self.position(child).types.clone();
        self.add_source(
            child,
            Source {
                subgraph,
                sels,
                types,
                stage,
                part: self.part_of(items),
                view: part.view.clone(),
            },
        );
        let place = self.position(child);
        if self.graph.supergraph.ty(place.ty).is_abstract() && place.untyped.is_none() {
            let source = SourceId(self.sources.len() as u32 - 1);
            let item = self.add_typename(source);
            self.positions[child.index()].typename = item;
        }
        child
    }

    pub(super) fn add_source(&mut self, position: PositionId, source: Source<'a>) -> SourceId {
        self.highest = self.highest.max(source.stage);
        let id = SourceId(self.sources.len() as u32);
        let expected = self.note_source(position, &source);
        self.sources.push(source);
        self.positions[position.index()].sources.push(id);
        if !expected {
            self.touch(position);
        }
        id
    }

    /// Asks for the run-time type in all of a source's selections.
    pub(super) fn add_typename(&mut self, source: SourceId) -> Option<ItemId> {
        let mut first = None;
        for sel in self.source(source).sels.clone() {
            let id = self.typename_item(sel);
            first = first.or(Some(id));
        }
        first
    }

    fn typename_item(&mut self, sel: SelId) -> ItemId {
        let items = &self.sels[sel.index()].items;
        let known = items.iter().find(|item| {
            let item = &self.items[item.index()];
            item.follows && item.storage_key == "__typename"
        });
        if let Some(known) = known {
            return *known;
        }
        let types = self.sels[sel.index()].possible.clone();
        self.items.push(Item {
            sel,
            name: apollo_compiler::name!("__typename"),
            arguments: Vec::new(),
            directives: Vec::new(),
            storage_key: "__typename".to_owned(),
            types,
            owner: self.sels[sel.index()].ty,
            guard: Guard::never(),
            follows: true,
            asks: false,
            child: None,
            origin: 0,
            inputs: Vec::new(),
            order: 0,
        });
        let id = ItemId(self.items.len() as u32 - 1);
        self.sels[sel.index()].items.push(id);
        id
    }

    fn add_item(
        &mut self,
        sel: SelId,
        field: &Arc<Field>,
        storage_key: &str,
        part: &Part<'a>,
        guard: &Guard,
    ) -> ItemId {
        let composite = self.graph.supergraph.ty(part.base).is_composite();
        let group = self.sels[sel.index()].group;
        let arguments = self.arguments(group, field, part.contexts);
        let known = self.sels[sel.index()].items.iter().copied().find(|id| {
            let item = &self.items[id.index()];
            let child = item.child.and_then(|child| self.sels[child.index()].ty);
            // Members whose fields are selected differently below keep apart.
            let alike = child == Some(part.base) && item.origin == Arc::as_ptr(field) as usize;
            item.storage_key == storage_key
                && item.name == field.name
                && item.arguments == arguments
                && item.owner == part.owner
                && (!composite || alike)
                // Nor is a member asked on the condition of another.
                && (item.guard == *guard || !item.types.is_disjoint(&part.types))
        });
        if let Some(known) = known {
            let item = &mut self.items[known.index()];
            item.types = item.types.union(&part.types);
            self.demand(known, guard);
            return known;
        }
        let id = ItemId(self.items.len() as u32);
        let subgraph = self.groups[group.index()].subgraph;
        let child = composite.then(|| {
            self.sels.push(Sel {
                group,
                parent: Some(id),
                ty: Some(part.base),
                items: Vec::new(),
                possible: self.graph.possible_in(subgraph, part.base),
                view: part.view.clone(),
            });
            SelId(self.sels.len() as u32 - 1)
        });
        self.items.push(Item {
            sel,
            name: field.name.clone(),
            arguments,
            directives: field.directives.clone(),
            storage_key: storage_key.to_owned(),
            types: part.types.clone(),
            owner: part.owner,
            guard: guard.clone(),
            follows: false,
            asks: true,
            child,
            origin: Arc::as_ptr(field) as usize,
            inputs: Vec::new(),
            order: usize::MAX,
        });
        self.sels[sel.index()].items.push(id);
        id
    }

    /// Asks the parent's field in another of the parent's sources (rule 8); the new source is at the child.
    pub(super) fn repeat(
        &mut self,
        link: &Link,
        source: SourceId,
        types: &TypeSet,
        guard: &Guard,
    ) -> Vec<SelId> {
        let field = link.field.clone();
        let parts = self.parts(link.position, source, &field, types);
        let sels = self.source(source).sels.clone();
        let mut below = Vec::new();
        for part in &parts {
            for sel in &sels {
                let item = self.add_item(*sel, &field, &link.storage_key, part, guard);
                below.extend(self.items[item.index()].child);
            }
        }
        below
    }
}

/// What must be equal for two fields under one key in one document.
fn shape(ty: &Type, composite: bool) -> String {
    let text = ty.to_string();
    if composite {
        text.replace(ty.inner_named_type().as_str(), "")
    } else {
        text
    }
}
