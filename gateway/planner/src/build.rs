//! One candidate plan: the operation walked once, each open choice decided by cost or by the search.
//!
//! * A [`Position`] is a place of the merged tree: a path of storage keys, for some run-time types.
//! * A [`Source`] is a fetch that gives an object at a position: fields local to it are added for nothing.
//! * A [`Group`] is one root selection or one list of representations; groups of one subgraph at one stage
//!   become one request when the plan is written (see [`crate::emit`]).
//! * A [`Fact`] is a field known at a position, by whichever source.
//!
//! The search builds again and again with other choices, so building is cheap: indices into vectors, no
//! copies of selections.

mod attach;
mod choose;
mod contexts;
mod deferred;
mod hop;
mod position;
mod reach;
mod ready;
mod require;
mod resolve;
mod send;
mod storage;
mod type_lookup;
mod ways;

use std::rc::Rc;
use std::sync::Arc;

use ahash::{HashMap, HashMapExt, HashSet, HashSetExt};
use apollo_compiler::Name;
use gateway_plan::{Guard, OperationKind, PartId};
use gateway_supergraph::{SubgraphId, TypeId, TypeSet};
use indexmap::IndexMap;

use crate::PlanError;
use crate::graph::{Graph, Label, Reach, View};
use crate::operation::{Field, FieldIdentity, Operation};
pub(crate) use choose::{Alternative, ChoiceKey, ChoicePoint};
use contexts::Variables;
pub(crate) use contexts::{SentContext, SentSource};
pub(crate) use resolve::either;
use storage::{SlotId, Storage};

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident),*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) struct $name(pub(crate) u32);
        impl $name {
            pub(crate) fn index(self) -> usize {
                self.0 as usize
            }
        })*
    };
}

index!(
    /// Of a [`Position`].
    PositionId,
    /// Of a [`Source`].
    SourceId,
    /// Of a [`Sel`].
    SelId,
    /// Of an [`Item`].
    ItemId,
    /// Of a [`Fact`].
    FactId,
    /// Of a [`Group`].
    GroupId
);

/// A place of the merged tree.
pub(crate) struct Position {
    pub(crate) parent: Option<Link>,
    /// In the merged schema.
    pub(crate) ty: TypeId,
    /// Run-time types a value can have here, given where it comes from.
    pub(crate) types: TypeSet,
    /// Those that fragments are followed for (rule 32).
    kept: TypeSet,
    /// The interface whose interface object gave the value: its run-time type is not known until looked up.
    pub(crate) untyped: Option<TypeId>,
    /// The same, whether or not it has been looked up since.
    interface: Option<TypeId>,
    /// What says the run-time type, for abstract types.
    pub(crate) typename: Option<ItemId>,
    sources: Vec<SourceId>,
    /// Counts the changes of its sources.
    version: u64,
    pub(crate) facts: Vec<FactId>,
    slot: SlotId,
    /// Subgraphs that could resolve the path to here (rule 32).
    candidates: Rc<[SubgraphId]>,
    /// Tells this place from others in the same way in each candidate plan.
    hash: u64,
}

/// How a position hangs on its parent.
#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) position: PositionId,
    /// The parent's run-time types that lead here.
    pub(crate) types: TypeSet,
    pub(crate) storage_key: String,
    field: Arc<Field>,
}

/// A fetch's hold on the objects of a position.
struct Source<'a> {
    subgraph: SubgraphId,
    /// One, or several where the parent's types come from several selections.
    sels: Vec<SelId>,
    /// The run-time types it has here.
    types: TypeSet,
    stage: u32,
    part: PartId,
    /// What is provided here.
    view: View<'a>,
}

/// A selection set being written.
pub(crate) struct Sel<'a> {
    pub(crate) group: GroupId,
    pub(crate) parent: Option<ItemId>,
    /// As the subgraph declares it; `None` on `_Entity`.
    pub(crate) ty: Option<TypeId>,
    pub(crate) items: Vec<ItemId>,
    /// Run-time types a value can have here.
    pub(crate) possible: TypeSet,
    view: View<'a>,
}

/// A field of a selection set being written.
pub(crate) struct Item {
    pub(crate) sel: SelId,
    pub(crate) name: Name,
    pub(crate) arguments: Vec<(Name, String)>,
    pub(crate) directives: Vec<String>,
    pub(crate) storage_key: String,
    /// Run-time types it is asked of.
    pub(crate) types: TypeSet,
    /// The type that holds it in the subgraph, where that is not each of [`Self::types`] itself.
    pub(crate) owner: Option<TypeId>,
    /// From the root of the operation.
    pub(crate) guard: Guard,
    /// `__typename`: stands beside what else is asked, without a condition of its own.
    pub(crate) follows: bool,
    /// Whether it is a reason to make the request: of a `__typename` only where the type is looked up.
    pub(crate) asks: bool,
    pub(crate) child: Option<SelId>,
    /// The address of the field it was added for.
    origin: usize,
    /// What its requirement reads.
    pub(crate) inputs: Vec<ItemId>,
    /// Place among the client's fields; what the planner adds comes after them.
    pub(crate) order: usize,
}

/// A field known at a position.
pub(crate) struct Fact {
    identity: FieldIdentity,
    /// The key it should have had.
    wanted: Name,
    /// By the client, rather than for a requirement or a key alone.
    asked: bool,
    pub(crate) storage_key: String,
    pub(crate) types: TypeSet,
    pub(crate) items: Vec<ItemId>,
    pub(crate) child: Option<PositionId>,
    stage: u32,
    source: SourceId,
    /// Asked of objects of all types, since the source does not tell them apart.
    pub(crate) blurred: bool,
}

/// One root selection or one list of representations.
pub(crate) struct Group {
    pub(crate) subgraph: SubgraphId,
    /// From 1.
    pub(crate) stage: u32,
    /// Mutations: one root field after the other.
    pub(crate) segment: u32,
    /// The part of the answer that it is made for.
    pub(crate) part: PartId,
    pub(crate) kind: GroupKind,
    pub(crate) sel: SelId,
    pub(crate) needs: Vec<GroupId>,
    /// Fields that every representation reads, with the `__typename`s it depends on.
    pub(crate) inputs: Vec<ItemId>,
    /// Arguments' values that come from further up.
    pub(crate) contexts: Vec<SentContext>,
    /// Other ways that were weighed, for `explain`.
    pub(crate) reason: Option<String>,
}

pub(crate) enum GroupKind {
    /// Of the operation, or of the query where a field below is of that type.
    Root { at: PositionId },
    Entities {
        at: PositionId,
        representations: Vec<Sent>,
    },
}

/// How objects of some types are sent.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// Run-time types; of an untyped position all.
    pub(crate) types: TypeSet,
    /// The type the key stands on in the target.
    pub(crate) entry: TypeId,
    /// Whether the run-time type is known when it is sent.
    pub(crate) typed: bool,
    pub(crate) fields: Vec<SentField>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SentField {
    pub(crate) name: String,
    pub(crate) storage_key: String,
    pub(crate) key: bool,
    /// `None`: all.
    pub(crate) on: Option<TypeSet>,
    pub(crate) fields: Vec<SentField>,
}

/// What became of a client's field at a position.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) facts: Vec<(TypeSet, FactId)>,
    pub(crate) unreachable: TypeSet,
}

/// A finished candidate.
pub(crate) struct Built<'a> {
    pub(crate) positions: Vec<Position>,
    pub(crate) sels: Vec<Sel<'a>>,
    pub(crate) items: Vec<Item>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) groups: Vec<Group>,
    /// By position and the address of the client's field.
    pub(crate) answers: HashMap<(PositionId, usize), Answer>,
    /// Positions whose run-time type is asked for, and that no one can be asked.
    pub(crate) untold: HashSet<PositionId>,
    pub(crate) choices: Vec<ChoicePoint>,
    pub(crate) work: u64,
}

/// A request that is made: in which part, at which stage, to which subgraph.
pub(crate) type Made = (PartId, u32, SubgraphId);

/// What the search tells a build.
#[derive(Debug, Clone, Default)]
pub(crate) struct Guidance {
    /// Option to take at a choice point, by rank.
    pub(crate) forced: HashMap<ChoiceKey, usize>,
    /// Options that turned out not to work.
    pub(crate) banned: HashSet<(ChoiceKey, Alternative)>,
    /// Steps the plan will have anyway.
    pub(crate) horizon: u32,
    /// Requests that an earlier candidate made.
    pub(crate) prior: HashSet<Made>,
}

/// Why a build ended early.
#[derive(Debug)]
pub(crate) enum Stop {
    Failed(PlanError),
    /// The option does not work after all; build again without it.
    DeadEnd(ChoiceKey, Alternative),
}

impl From<PlanError> for Stop {
    fn from(error: PlanError) -> Self {
        Self::Failed(error)
    }
}

pub(crate) struct Builder<'g, 'a> {
    graph: &'g Graph<'a>,
    operation: &'g Operation,
    guidance: &'g Guidance,
    budget: u64,
    cancelled: Option<&'g dyn Fn() -> bool>,
    positions: Vec<Position>,
    sources: Vec<Source<'a>>,
    sels: Vec<Sel<'a>>,
    items: Vec<Item>,
    facts: Vec<Fact>,
    groups: Vec<Group>,
    storage: Storage,
    answers: HashMap<(PositionId, usize), Answer>,
    untold: HashSet<PositionId>,
    choices: Vec<ChoicePoint>,
    /// Requests made so far.
    planned: HashSet<Made>,
    /// With the state of the position and its ancestors that it was computed in.
    reaches: HashMap<(PositionId, TypeId), (u64, Rc<Reach>)>,
    /// When a field can be there, likewise; only where it can.
    readiness: HashMap<(PositionId, TypeId, FieldIdentity), (u64, Label)>,
    /// Requirements being resolved, so that none waits for itself (rule 16).
    waiting: Vec<(PositionId, TypeId, SubgraphId, FieldIdentity)>,
    /// Ways that are being gone, each for the sake of the one before.
    going: usize,
    contexts: Variables,
    segment: u32,
    /// The part of the answer being planned.
    part: PartId,
    /// A key is being read, which may come from the requests of any part.
    reads_key: bool,
    /// Selections of keys and requirements being read inside one another.
    entering: usize,
    /// Stage after which the current segment starts.
    base: u32,
    highest: u32,
    /// The choice whose option is being carried out.
    deciding: Option<(ChoiceKey, Alternative)>,
    work: u64,
}

impl<'g, 'a> Builder<'g, 'a> {
    pub(crate) fn new(
        graph: &'g Graph<'a>,
        operation: &'g Operation,
        guidance: &'g Guidance,
        budget: u64,
        cancelled: Option<&'g dyn Fn() -> bool>,
    ) -> Self {
        Self {
            graph,
            operation,
            guidance,
            budget,
            cancelled,
            positions: Vec::new(),
            sources: Vec::new(),
            sels: Vec::new(),
            items: Vec::new(),
            facts: Vec::new(),
            groups: Vec::new(),
            storage: Storage::default(),
            answers: HashMap::new(),
            choices: Vec::new(),
            untold: HashSet::new(),
            planned: HashSet::new(),
            reaches: HashMap::new(),
            readiness: HashMap::new(),
            waiting: Vec::new(),
            going: 0,
            contexts: Variables::default(),
            segment: 0,
            part: PartId::FIRST,
            reads_key: false,
            entering: 0,
            base: 0,
            highest: 0,
            deciding: None,
            work: 0,
        }
    }

    pub(crate) fn build(mut self) -> Result<Built<'a>, Stop> {
        self.storage
            .reserve_all(Storage::ROOT, &self.operation.selection);
        let root = self.add_root(self.operation.selection.ty);
        match self.operation.kind {
            OperationKind::Query | OperationKind::Subscription => {
                let selection = self.operation.selection.clone();
                self.resolve(root, &selection, &Guard::always(), true)?;
            }
            OperationKind::Mutation => self.resolve_in_order(root)?,
        }
        for part in self.operation.later_parts() {
            self.resolve_part(root, part)?;
        }
        Ok(Built {
            positions: self.positions,
            sels: self.sels,
            items: self.items,
            facts: self.facts,
            groups: self.groups,
            answers: self.answers,
            untold: self.untold,
            choices: self.choices,
            work: self.work,
        })
    }

    /// Counts work before it is done.
    fn spend(&mut self, steps: u64) -> Result<(), Stop> {
        // Far beyond any page: the plan would be a request or a list of representations for each.
        const MOST_GROUPS: usize = 1_000;
        if self.groups.len() > MOST_GROUPS {
            return Err(Stop::Failed(PlanError::TooComplex {
                what: "places that other subgraphs are asked for",
                limit: MOST_GROUPS as u64,
            }));
        }
        self.work += steps;
        if self.work > self.budget {
            return Err(Stop::Failed(PlanError::TooComplex {
                what: "planning steps",
                limit: self.budget,
            }));
        }
        if self.work % 256 < steps && self.cancelled.is_some_and(|cancelled| cancelled()) {
            return Err(Stop::Failed(PlanError::Cancelled));
        }
        Ok(())
    }

    /// Counts a look through a list: some 16 entries in the time of one step.
    fn spend_on(&mut self, entries: usize) -> Result<(), Stop> {
        self.spend(1 + entries as u64 / 16)
    }

    fn position(&self, id: PositionId) -> &Position {
        &self.positions[id.index()]
    }

    /// Notes that what was computed for a position, and for those below it, is stale.
    fn touch(&mut self, id: PositionId) {
        self.positions[id.index()].version += 1;
    }

    /// Changes with every change that may bring a subgraph within reach sooner. What requests cost is looked up when
    /// a way is weighed.
    fn state_of(&self, id: PositionId) -> u64 {
        let mut state = 0;
        let mut next = Some(id);
        while let Some(id) = next {
            let place = self.position(id);
            state += place.version;
            next = place.parent.as_ref().map(|link| link.position);
        }
        state
    }

    fn source(&self, id: SourceId) -> &Source<'a> {
        &self.sources[id.index()]
    }

    /// The conjunction of two guards, as long as it stays small.
    fn both(&self, a: &Guard, b: &Guard) -> Result<Guard, Stop> {
        // Beyond 64 alternatives a condition is the work of an attacker.
        const MOST: u64 = 64;
        let product = (a.alternatives().len() * b.alternatives().len()) as u64;
        if product > MOST {
            return Err(Stop::Failed(PlanError::TooComplex {
                what: "alternatives of a condition",
                limit: MOST,
            }));
        }
        Ok(a.and(b))
    }

    /// 0 where the request is made anyway.
    fn price(&self, subgraph: SubgraphId, stage: u32) -> u32 {
        let request = (self.part, stage, subgraph);
        let free = self.planned.contains(&request) || self.guidance.prior.contains(&request);
        u32::from(!free)
    }

    /// The types the caller may look a value up by: run-time types, or the interface while they are unknown.
    fn subjects(&self, position: PositionId, types: &TypeSet) -> Vec<(TypeId, TypeSet)> {
        let position = self.position(position);
        match position.untyped {
            Some(interface) => vec![(interface, types.clone())],
            None => types.iter().map(|ty| (ty, TypeSet::one(ty))).collect(),
        }
    }

    fn add_answer(&mut self, position: PositionId, field: &Arc<Field>) -> &mut Answer {
        let key = (position, Arc::as_ptr(field) as usize);
        self.answers.entry(key).or_default()
    }
}

/// Groups values by key, in order of first appearance.
fn grouped<K: std::hash::Hash + Eq>(
    pairs: impl IntoIterator<Item = (K, TypeSet)>,
) -> IndexMap<K, TypeSet> {
    let mut groups: IndexMap<K, TypeSet> = IndexMap::new();
    for (key, types) in pairs {
        let known = groups.entry(key).or_default();
        *known = known.union(&types);
    }
    groups
}
