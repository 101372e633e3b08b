//! What can be had from where: hops by key, requirements, provisions.

use std::cell::RefCell;
use std::collections::BTreeMap;

use apollo_compiler::Name;
use gateway_supergraph::{
    FieldSet, FieldSetItem, Key, SubgraphField, SubgraphId, SubgraphType, Supergraph, TypeId,
    TypeKind,
};

use super::nodes::{Node, Nodes};

/// Hops within hops within hops; what needs more is taken as unreachable.
const MAX_DEPTH: usize = 24;

pub(super) struct Reach<'a> {
    pub(super) supergraph: &'a Supergraph,
    /// How the labels of progressive overrides are decided in this walk.
    labels_hold: bool,
    /// What is being worked out: a question that depends on itself has no answer.
    asked: RefCell<Vec<Question<'a>>>,
}

enum Question<'a> {
    Reachable(TypeId, Nodes<'a>),
    Requirement(SubgraphId, TypeId, Name),
}

/// A way into a subgraph.
struct Entry<'a> {
    view: TypeId,
    key: &'a Key,
    /// The representation names the concrete type, which must be known.
    needs_typename: bool,
}

impl<'a> Reach<'a> {
    pub(super) fn new(supergraph: &'a Supergraph, labels_hold: bool) -> Self {
        Self {
            supergraph,
            labels_hold,
            asked: RefCell::default(),
        }
    }

    /// Every subgraph that has the root type: a gateway can ask each of them.
    pub(super) fn roots(&self, root: TypeId) -> Nodes<'a> {
        let mut nodes = Nodes::default();
        for subgraph in &self.supergraph.subgraphs {
            if subgraph.ty(root).is_some() {
                nodes.add(Node::plain(subgraph.id, root));
            }
        }
        nodes
    }

    fn view(&self, subgraph: SubgraphId, ty: TypeId) -> Option<&'a SubgraphType> {
        self.supergraph.view(subgraph, ty)
    }

    /// All nodes that a value can be had at, beginning at some.
    pub(super) fn reachable(&self, ty: TypeId, from: &Nodes<'a>) -> Nodes<'a> {
        if ty == self.supergraph.roots.query {
            return self.roots(ty);
        }
        {
            let asked = self.asked.borrow();
            let again = asked.iter().any(|question| match question {
                Question::Reachable(other, nodes) => *other == ty && nodes.same(from),
                Question::Requirement(..) => false,
            });
            if again || asked.len() >= MAX_DEPTH {
                return from.clone();
            }
        }
        let entries = self.entries(ty);
        if entries.is_empty() {
            return from.clone();
        }
        let question = Question::Reachable(ty, from.clone());
        self.asked.borrow_mut().push(question);
        let mut all = from.clone();
        // Each round adds a node or is the last.
        loop {
            let mut grown = false;
            for (subgraph, entry) in &entries {
                if !all.has(*subgraph, entry.view) && self.can_enter(ty, &all, entry) {
                    all.add(Node::plain(*subgraph, entry.view));
                    grown = true;
                }
            }
            if !grown {
                break;
            }
        }
        self.asked.borrow_mut().pop();
        all
    }

    /// Keys by which a value of the type can be looked up, its interfaces' included.
    fn entries(&self, ty: TypeId) -> Vec<(SubgraphId, Entry<'a>)> {
        let mut entries = Vec::new();
        for subgraph in &self.supergraph.subgraphs {
            if let Some(view) = subgraph.ty(ty) {
                entries.extend(resolvable(view).map(|key| {
                    let entry = Entry {
                        view: ty,
                        key,
                        needs_typename: true,
                    };
                    (subgraph.id, entry)
                }));
            }
            for interface in &self.supergraph.ty(ty).implements {
                let Some(view) = subgraph.ty(*interface) else {
                    continue;
                };
                let target = match view.kind {
                    TypeKind::Object => *interface,
                    TypeKind::Interface
                    | TypeKind::Union
                    | TypeKind::Enum
                    | TypeKind::Scalar
                    | TypeKind::InputObject => ty,
                };
                if !view.possible.contains(ty) {
                    continue;
                }
                entries.extend(resolvable(view).map(|key| {
                    let entry = Entry {
                        view: target,
                        key,
                        needs_typename: false,
                    };
                    (subgraph.id, entry)
                }));
            }
        }
        entries
    }

    fn can_enter(&self, ty: TypeId, all: &Nodes<'a>, entry: &Entry<'a>) -> bool {
        let known = || all.iter().any(|node| node.view == ty);
        (!entry.needs_typename || known()) && self.obtainable(ty, all, &entry.key.fields)
    }

    /// Whether a field set can be read of a value that is at hand at these nodes. Recursion is bounded by the depth of
    /// field sets and by [`MAX_DEPTH`].
    pub(super) fn obtainable(&self, ty: TypeId, at: &Nodes<'a>, set: &FieldSet) -> bool {
        set.items.iter().all(|item| match item {
            FieldSetItem::Field { name, .. } if name == "__typename" => true,
            FieldSetItem::Field {
                name, selection, ..
            } => self.field_obtainable(ty, at, name, selection),
            FieldSetItem::InlineFragment { selection, .. } => {
                let applies = self.supergraph.ty(selection.ty).possible.contains(ty);
                !applies || self.obtainable(ty, at, selection)
            }
        })
    }

    fn field_obtainable(
        &self,
        ty: TypeId,
        at: &Nodes<'a>,
        name: &Name,
        selection: &FieldSet,
    ) -> bool {
        let resolving: Vec<&Node<'a>> = at
            .iter()
            .filter(|node| self.resolves(ty, at, node, name))
            .collect();
        if resolving.is_empty() {
            return false;
        }
        if selection.items.is_empty() {
            return true;
        }
        self.children(ty, &resolving, name)
            .into_iter()
            .all(|(child, nodes)| {
                self.obtainable(child, &nodes, selection) || {
                    let further = self.reachable(child, &nodes);
                    self.obtainable(child, &further, selection)
                }
            })
    }

    /// Whether a node gives the field: local there, alive, and with its requirements met from what is at hand.
    pub(super) fn resolves(
        &self,
        ty: TypeId,
        at: &Nodes<'a>,
        node: &Node<'a>,
        name: &Name,
    ) -> bool {
        let view = self.view(node.subgraph, node.view);
        let Some(field) = view.and_then(|view| view.fields.get(name)) else {
            return false;
        };
        if self.is_dead(field) || (field.external && !self.is_provided(ty, node, name)) {
            return false;
        }
        match &field.requires {
            Some(requires) => self.requirement_met(ty, at, node, name, requires),
            None => true,
        }
    }

    fn is_dead(&self, field: &SubgraphField) -> bool {
        let lost = field.overridden.as_ref();
        let lost = lost.is_some_and(|o| o.label.is_none() || self.labels_hold);
        let waiting = field.overrides.as_ref();
        let waiting = waiting.is_some_and(|o| o.label.is_some() && !self.labels_hold);
        lost || waiting
    }

    fn is_provided(&self, ty: TypeId, node: &Node<'a>, name: &Name) -> bool {
        let mut found = Vec::new();
        for set in &node.provided {
            self.provided_below(ty, set, name, &mut found);
        }
        !found.is_empty()
    }

    /// The selections that provided sets hold for a field. Recursion is bounded by the depth of field sets.
    fn provided_below(
        &self,
        ty: TypeId,
        set: &'a FieldSet,
        name: &Name,
        found: &mut Vec<&'a FieldSet>,
    ) {
        for item in &set.items {
            match item {
                FieldSetItem::Field {
                    name: provided,
                    selection,
                    ..
                } => {
                    if provided == name {
                        found.push(selection);
                    }
                }
                FieldSetItem::InlineFragment { selection, .. } => {
                    if self.supergraph.ty(selection.ty).possible.contains(ty) {
                        self.provided_below(ty, selection, name, found);
                    }
                }
            }
        }
    }

    /// The required fields are read first, then the subgraph is entered (again) with them.
    fn requirement_met(
        &self,
        ty: TypeId,
        at: &Nodes<'a>,
        node: &Node<'a>,
        name: &Name,
        requires: &FieldSet,
    ) -> bool {
        {
            let asked = self.asked.borrow();
            let again = asked.iter().any(|question| match question {
                Question::Requirement(subgraph, other, field) => {
                    *subgraph == node.subgraph && *other == ty && field == name
                }
                Question::Reachable(..) => false,
            });
            if again || asked.len() >= MAX_DEPTH {
                return false;
            }
        }
        let question = Question::Requirement(node.subgraph, ty, name.clone());
        self.asked.borrow_mut().push(question);
        let entries = self.entries(ty);
        let met = entries.iter().any(|(subgraph, entry)| {
            *subgraph == node.subgraph && entry.view == node.view && self.can_enter(ty, at, entry)
        }) && self.obtainable(ty, at, requires);
        self.asked.borrow_mut().pop();
        met
    }

    /// The values a field gives, by their run-time type.
    pub(super) fn children(
        &self,
        ty: TypeId,
        resolving: &[&Node<'a>],
        name: &Name,
    ) -> BTreeMap<TypeId, Nodes<'a>> {
        let mut children: BTreeMap<TypeId, Nodes<'a>> = BTreeMap::new();
        for node in resolving {
            let view = self.view(node.subgraph, node.view);
            let Some(field) = view.and_then(|view| view.fields.get(name)) else {
                continue;
            };
            let mut provided: Vec<&'a FieldSet> = Vec::new();
            for set in &node.provided {
                self.provided_below(ty, set, name, &mut provided);
            }
            provided.retain(|set| !set.items.is_empty());
            if let Some(set) = &field.provides {
                provided.push(set);
            }
            let Some(base) = self.view(node.subgraph, field.base) else {
                continue;
            };
            for possible in base.possible.iter() {
                let view = if base.interface_object {
                    field.base
                } else {
                    possible
                };
                children.entry(possible).or_default().add(Node {
                    subgraph: node.subgraph,
                    view,
                    provided: provided.clone(),
                });
            }
        }
        children
    }
}

fn resolvable(view: &SubgraphType) -> impl Iterator<Item = &Key> {
    view.keys.iter().filter(|key| key.resolvable)
}
