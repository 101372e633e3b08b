//! What can be had from where: hops by key, requirements, provisions.
//!
//! A value's situation grows from where it is at hand: a subgraph is entered once its key can be read, a requirement is
//! met once what it asks can be read, and either may open the next. Both are worked out together, round by round, so
//! that chains of any length end, and circles grant nothing.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use ahash::{HashMap, HashSet};
use apollo_compiler::Name;
use gateway_supergraph::{
    FieldSet, FieldSetItem, OverrideLabel, SubgraphField, SubgraphId, SubgraphType, Supergraph,
    TypeId,
};

use super::contexts::{Contexts, Setters};
use super::decisions::Decision;
use super::nodes::{Node, Nodes};
use super::ways::{Entry, Knowing, Requirement, Ways};

/// Values whose situation depends on that of values below them, within each other; a graph that needs more is not
/// checked any further. Each takes some kilobytes of stack.
const MAX_DEPTH: usize = 100;
/// Keys and requirements that are looked at in one walk, and those more a type. A graph of 20,000 types needs some
/// 100,000.
const MAX_WORK: u64 = 1_000_000;
const MAX_WORK_A_TYPE: u64 = 1_000;
/// Situations remembered a type.
const MAX_REMEMBERED: usize = 8;

pub(super) struct Reach<'a> {
    pub(super) supergraph: &'a Supergraph,
    /// How the labels of progressive overrides are decided in this walk.
    decision: Decision<'a>,
    setters: Setters,
    knowing: Knowing,
    ways: RefCell<HashMap<TypeId, Rc<Ways<'a>>>>,
    /// What is being worked out, with what is known of it so far.
    open: RefCell<Vec<Question<'a>>>,
    /// The lowest open question that was answered with what is known so far, since this was last looked at.
    leaned_on: Cell<usize>,
    remembered: RefCell<HashMap<TypeId, Vec<Question<'a>>>>,
    work: Cell<u64>,
}

#[derive(Clone)]
struct Question<'a> {
    ty: TypeId,
    from: Nodes<'a>,
    contexts: Contexts,
    answer: Rc<Situation<'a>>,
}

/// All nodes that a value can be had at, and the requirements that can be met there.
#[derive(Clone, Default)]
pub(super) struct Situation<'a> {
    pub(super) nodes: Nodes<'a>,
    met: HashSet<(SubgraphId, TypeId, &'a Name)>,
    /// Set above the value: its own fields read what its ancestors have, not what it has itself.
    contexts: Contexts,
}

impl<'a> Reach<'a> {
    pub(super) fn new(supergraph: &'a Supergraph, decision: Decision<'a>) -> Self {
        Self {
            supergraph,
            decision,
            setters: Setters::of(supergraph),
            knowing: Knowing::of(supergraph),
            ways: RefCell::default(),
            open: RefCell::default(),
            leaned_on: Cell::new(usize::MAX),
            remembered: RefCell::default(),
            work: Cell::new(0),
        }
    }

    /// Whether the walk cost more than it may; answers since then may be too pessimistic.
    pub(super) fn is_exhausted(&self) -> bool {
        let types = self.supergraph.types.len() as u64;
        self.work.get() >= MAX_WORK + MAX_WORK_A_TYPE * types
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

    /// The contexts that hold below a value, its own included.
    pub(super) fn contexts_below(&self, above: &Contexts, ty: TypeId) -> Contexts {
        self.setters.below(above, ty)
    }

    /// Where a value can get to, beginning at some nodes.
    pub(super) fn situation(
        &self,
        ty: TypeId,
        from: &Nodes<'a>,
        above: &Contexts,
    ) -> Rc<Situation<'a>> {
        let mut situation = Situation {
            nodes: from.clone(),
            met: HashSet::default(),
            contexts: above.clone(),
        };
        if ty == self.supergraph.roots.query {
            situation.nodes = self.roots(ty);
            return Rc::new(situation);
        }
        let ways = self.ways(ty);
        if ways.entries.is_empty() || self.is_exhausted() {
            return Rc::new(situation);
        }
        if !ways.is_nested {
            self.grow(ty, &ways, &mut situation, |_| {});
            return Rc::new(situation);
        }
        if let Some(known) = self.known(ty, &situation) {
            return known;
        }
        self.nested(ty, &ways, situation)
    }

    /// An answer from before, or what is known of a question that is being worked out.
    fn known(&self, ty: TypeId, asked: &Situation<'a>) -> Option<Rc<Situation<'a>>> {
        let same = |question: &Question<'a>| {
            question.ty == ty
                && question.contexts == asked.contexts
                && question.from.same(&asked.nodes)
        };
        let remembered = self.remembered.borrow();
        let found = remembered.get(&ty).into_iter().flatten().find(|q| same(q));
        if let Some(question) = found {
            return Some(question.answer.clone());
        }
        let open = self.open.borrow();
        let (index, answer) = match open.iter().position(same) {
            Some(index) => (index, open[index].answer.clone()),
            None if open.len() >= MAX_DEPTH => {
                self.work.set(u64::MAX);
                (0, Rc::new(asked.clone()))
            }
            None => return None,
        };
        self.leaned_on.set(self.leaned_on.get().min(index));
        Some(answer)
    }

    /// Works out a situation that depends on those of values below.
    fn nested(
        &self,
        ty: TypeId,
        ways: &Ways<'a>,
        mut situation: Situation<'a>,
    ) -> Rc<Situation<'a>> {
        let index = self.open.borrow().len();
        let question = Question {
            ty,
            from: situation.nodes.clone(),
            contexts: situation.contexts.clone(),
            answer: Rc::new(situation.clone()),
        };
        self.open.borrow_mut().push(question);
        let outer = self.leaned_on.replace(usize::MAX);
        self.grow(ty, ways, &mut situation, |grown| {
            self.open.borrow_mut()[index].answer = Rc::new(grown.clone());
        });
        let answer = Rc::new(situation);
        let mut question = self.open.borrow_mut().pop().expect("it was pushed above");
        question.answer = answer.clone();
        let leaned_on = self.leaned_on.get();
        // What leans on a question above may still grow with it.
        if leaned_on >= index {
            let mut remembered = self.remembered.borrow_mut();
            let of_type = remembered.entry(ty).or_default();
            if of_type.len() < MAX_REMEMBERED {
                of_type.push(question);
            }
            self.leaned_on.set(outer);
        } else {
            self.leaned_on.set(outer.min(leaned_on));
        }
        answer
    }

    /// Each round enters a subgraph or meets a requirement, or is the last.
    fn grow(
        &self,
        ty: TypeId,
        ways: &Ways<'a>,
        situation: &mut Situation<'a>,
        publish: impl Fn(&Situation<'a>),
    ) {
        loop {
            let mut grown = false;
            for entry in &ways.entries {
                let there = situation.nodes.has(entry.subgraph, entry.view);
                if !there && self.can_enter(ty, situation, entry) {
                    situation.nodes.add(Node::plain(entry.subgraph, entry.view));
                    grown = true;
                }
            }
            for requirement in &ways.requirements {
                let met = situation.met.contains(&requirement.site());
                if !met && self.is_met(ty, ways, situation, requirement) {
                    situation.met.insert(requirement.site());
                    grown = true;
                }
            }
            if !grown || self.is_exhausted() {
                return;
            }
            publish(situation);
        }
    }

    fn ways(&self, ty: TypeId) -> Rc<Ways<'a>> {
        if let Some(ways) = self.ways.borrow().get(&ty) {
            return ways.clone();
        }
        let ways = Rc::new(Ways::of(self.supergraph, &self.knowing, ty));
        self.ways.borrow_mut().insert(ty, ways.clone());
        ways
    }

    fn can_enter(&self, ty: TypeId, at: &Situation<'a>, entry: &Entry<'a>) -> bool {
        self.work.set(self.work.get().saturating_add(1));
        let known = || at.nodes.iter().any(|node| node.view == ty);
        (!entry.needs_typename || known()) && self.obtainable(ty, at, &entry.key.fields)
    }

    /// The required fields are read first, then the subgraph is entered (again) with them.
    fn is_met(
        &self,
        ty: TypeId,
        ways: &Ways<'a>,
        at: &Situation<'a>,
        requirement: &Requirement<'a>,
    ) -> bool {
        self.work.set(self.work.get().saturating_add(1));
        let (subgraph, view, _) = requirement.site();
        at.nodes.has(subgraph, view)
            && self.obtainable(ty, at, requirement.set)
            && ways.entries.iter().any(|entry| {
                entry.subgraph == subgraph && entry.view == view && self.can_enter(ty, at, entry)
            })
    }

    /// Whether a field set can be read of a value. Recursion is bounded by the depth of field sets and by
    /// [`MAX_DEPTH`].
    fn obtainable(&self, ty: TypeId, at: &Situation<'a>, set: &FieldSet) -> bool {
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
        at: &Situation<'a>,
        name: &Name,
        selection: &FieldSet,
    ) -> bool {
        let mut resolving = at
            .nodes
            .iter()
            .filter(|node| self.resolves(ty, at, node, name))
            .peekable();
        if resolving.peek().is_none() {
            return false;
        }
        if selection.items.is_empty() {
            return true;
        }
        let resolving: Vec<&Node<'a>> = resolving.collect();
        let contexts = self.contexts_below(&at.contexts, ty);
        self.children(ty, &resolving, name)
            .into_iter()
            .all(|(child, nodes)| {
                let here = Situation {
                    met: HashSet::default(),
                    contexts: contexts.clone(),
                    nodes,
                };
                self.obtainable(child, &here, selection) || {
                    let further = self.situation(child, &here.nodes, &here.contexts);
                    self.obtainable(child, &further, selection)
                }
            })
    }

    /// Whether a node gives the field: local there, alive, and with its contexts set and its requirements met.
    pub(super) fn resolves(
        &self,
        ty: TypeId,
        at: &Situation<'a>,
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
        let arguments = field.context_arguments.iter();
        let mut contexts = arguments.map(|argument| &argument.context);
        if !contexts.all(|context| self.setters.holds(&at.contexts, context)) {
            return false;
        }
        field.requires.is_none() || at.met.contains(&(node.subgraph, node.view, &field.name))
    }

    fn is_dead(&self, field: &SubgraphField) -> bool {
        let holds = |label: &Option<OverrideLabel>| {
            let label = label.as_ref();
            label.is_none_or(|label| self.decision.holds(label))
        };
        let lost = field.overridden.as_ref().is_some_and(|o| holds(&o.label));
        let waiting = field.overrides.as_ref().is_some_and(|o| !holds(&o.label));
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
