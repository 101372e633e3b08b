//! Where a value is at hand.

use gateway_supergraph::{FieldSet, SubgraphId, TypeId};

/// A value in one subgraph.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    pub(super) subgraph: SubgraphId,
    /// The type it has there: its own, or an interface object.
    pub(super) view: TypeId,
    /// What `@provides` makes local here.
    pub(super) provided: Vec<&'a FieldSet>,
}

/// In ascending order of subgraph and view.
#[derive(Debug, Clone, Default)]
pub(super) struct Nodes<'a> {
    list: Vec<Node<'a>>,
}

impl<'a> Node<'a> {
    pub(super) fn plain(subgraph: SubgraphId, view: TypeId) -> Self {
        Self {
            subgraph,
            view,
            provided: Vec::new(),
        }
    }

    fn place(&self) -> (SubgraphId, TypeId) {
        (self.subgraph, self.view)
    }
}

impl<'a> Nodes<'a> {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Node<'a>> {
        self.list.iter()
    }

    pub(super) fn has(&self, subgraph: SubgraphId, view: TypeId) -> bool {
        self.list
            .binary_search_by_key(&(subgraph, view), Node::place)
            .is_ok()
    }

    /// Two values at one place have what either of them has.
    pub(super) fn add(&mut self, node: Node<'a>) {
        match self.list.binary_search_by_key(&node.place(), Node::place) {
            Ok(index) => {
                let known = &mut self.list[index].provided;
                for set in node.provided {
                    if !known.iter().any(|other| std::ptr::eq(*other, set)) {
                        known.push(set);
                    }
                }
            }
            Err(index) => self.list.insert(index, node),
        }
    }

    /// Whether whoever is at these nodes can do no more than whoever is at the others.
    pub(super) fn is_weaker(&self, other: &Self) -> bool {
        self.list.iter().all(|node| {
            let found = other.list.binary_search_by_key(&node.place(), Node::place);
            found.is_ok_and(|index| {
                let has = &other.list[index].provided;
                node.provided
                    .iter()
                    .all(|set| has.iter().any(|known| std::ptr::eq(*known, *set)))
            })
        })
    }

    pub(super) fn same(&self, other: &Self) -> bool {
        self.list.len() == other.list.len() && self.is_weaker(other) && other.is_weaker(self)
    }
}
