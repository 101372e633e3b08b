//! All that depends on the plan alone, worked out once.

mod context;
mod guards;
mod layout;
mod parts;
mod projection;
mod reader;
mod representation;
mod schedule;
mod target;
mod template;
mod tree;
mod types;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use gateway_plan::{Fetch, FetchId, FetchKind, OperationKind, Plan};

pub(crate) use context::{ContextReader, ContextualText};
pub(crate) use guards::{Decisions, GuardId, Guards};
pub(crate) use layout::{Layout, LayoutId};
pub(crate) use parts::{PartIndex, Parts};
pub(crate) use projection::{
    Anchor, Composite, LeafKind, Output, OutputKind, Projection, ROOT_SHAPE, ShapeId, are_for_all,
};
pub(crate) use reader::{Reader, ReaderField, ReaderId};
pub(crate) use representation::{FieldWriter, RepresentationWriter, TypenameSource};
pub(crate) use target::{Copy, Group, Step, Target};
pub(crate) use template::Template;
pub(crate) use types::{TypeId, Types, admits};

use self::layout::Layouts;
use self::tree::Tree;
use crate::{SubgraphRequest, Variables, request};

/// A plan and what is worked out from it once; shared by all requests of the operation.
#[derive(Debug)]
pub struct CompiledPlan {
    plan: Arc<Plan>,
    pub(crate) types: Types,
    pub(crate) guards: Guards,
    pub(crate) layouts: Vec<Layout>,
    pub(crate) readers: Vec<Reader>,
    pub(crate) root: LayoutId,
    /// Reads introspection results into the root.
    pub(crate) introspection: ReaderId,
    pub(crate) fetches: Vec<CompiledFetch>,
    pub(crate) projection: Projection,
    pub(crate) parts: Parts,
    pub(crate) expected: Expected,
}

/// A fetch, ready to be sent and read.
#[derive(Debug)]
pub(crate) struct CompiledFetch {
    pub(crate) guard: Option<GuardId>,
    pub(crate) template: Template,
    pub(crate) kind: CompiledKind,
    /// How many fetches must be merged before this one can be written.
    pub(crate) waits_for: u32,
    /// The fetches that wait for this one.
    pub(crate) feeds: Vec<usize>,
}

#[derive(Debug)]
pub(crate) enum CompiledKind {
    Root {
        operation: OperationKind,
        reader: ReaderId,
    },
    /// The query root, merged into each object at a place below the root.
    Below {
        reader: ReaderId,
        steps: Vec<Step>,
    },
    Entities(Vec<Group>),
}

/// What earlier requests needed, so that the next one makes room at once. Only ever a hint.
#[derive(Debug, Default)]
pub(crate) struct Expected {
    cells: AtomicUsize,
    response: AtomicUsize,
}

impl Expected {
    pub(crate) fn cells(&self) -> usize {
        self.cells.load(Ordering::Relaxed)
    }

    pub(crate) fn response(&self) -> usize {
        self.response.load(Ordering::Relaxed)
    }

    /// Remembers what a request needed; nothing beyond a bound, so that one large answer does not make all others costly.
    pub(crate) fn learn(&self, cells: usize, response: usize) {
        // A read before the write: most requests need what the last one did, and a write would be seen by all cores.
        let learn = |known: &AtomicUsize, seen: usize, bound: usize| {
            let room = (seen + seen / 8).min(bound);
            let before = known.load(Ordering::Relaxed);
            if before < seen.min(bound) || before / 4 > room {
                known.store(room, Ordering::Relaxed);
            }
        };
        // Two megabytes and one: what is larger grows on its way.
        learn(&self.cells, cells, 1 << 17);
        learn(&self.response, response, 1 << 20);
    }
}

impl CompiledPlan {
    pub fn new(plan: Arc<Plan>) -> Self {
        let types = Types::of(&plan);
        let mut guards = Guards::default();
        let tree = Tree::of(&plan, &types);
        let mut layouts = Layouts::of(&tree);
        let mut readers = Vec::new();
        let introspection = reader::introspection(&tree, &layouts, &mut readers);
        let parts = Parts::of(&plan);
        let schedule = schedule::Schedule::of(&plan, &parts);
        let mut fetches = Vec::with_capacity(plan.fetches.len());
        for (index, fetch) in plan.fetches.iter().enumerate() {
            let kind = match &fetch.kind {
                FetchKind::Root { at, selection, .. } if !at.elements.is_empty() => {
                    let layout = tree.find(at).map(|position| layouts.at(position));
                    let layout = layout.unwrap_or(layouts.root());
                    CompiledKind::Below {
                        reader: reader::of_selection(selection, layout, &layouts, &mut readers),
                        steps: target::steps(at, &types, &layouts),
                    }
                }
                FetchKind::Root {
                    operation,
                    selection,
                    ..
                } => CompiledKind::Root {
                    operation: *operation,
                    reader: reader::of_selection(selection, layouts.root(), &layouts, &mut readers),
                },
                FetchKind::Entities { groups } => CompiledKind::Entities(target::groups(
                    groups,
                    &tree,
                    &types,
                    &mut guards,
                    &mut layouts,
                    &mut readers,
                )),
            };
            fetches.push(CompiledFetch {
                guard: guards.intern(&fetch.guard),
                template: Template::of(fetch),
                kind,
                waits_for: schedule.waits_for[index],
                feeds: schedule.feeds[index].clone(),
            });
        }
        let projection = projection::compile(&plan.shape, &layouts, &types, &mut guards);
        Self {
            root: layouts.root(),
            layouts: layouts.into_vec(),
            types,
            guards,
            readers,
            introspection,
            fetches,
            projection,
            parts,
            expected: Expected::default(),
            plan,
        }
    }

    /// Whether the answer comes in parts: then [`Execution`](crate::Execution) runs it.
    pub fn is_deferred(&self) -> bool {
        !self.parts.is_empty()
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The request that opens the stream of a subscription, to be sent by the caller. Each event it brings is then given to
    /// [`execute`](crate::execute) as [`Start::Event`](crate::Start::Event). `None`: the plan is no subscription.
    pub fn subscription(&self, variables: &Variables) -> Option<SubgraphRequest<'_>> {
        let index = self.subscription_fetch()?;
        let body = request::write_root(&self.fetches[index].template, variables);
        let fetch = self.fetch(index);
        Some(SubgraphRequest {
            subgraph: &fetch.subgraph,
            fetch: fetch.id,
            body: Bytes::from(body),
            mutation: false,
        })
    }

    /// Index of the fetch that events stand for.
    pub(crate) fn subscription_fetch(&self) -> Option<usize> {
        self.fetches.iter().position(|fetch| match fetch.kind {
            CompiledKind::Root { operation, .. } => operation == OperationKind::Subscription,
            CompiledKind::Below { .. } | CompiledKind::Entities(_) => false,
        })
    }

    pub(crate) fn fetch(&self, index: usize) -> &Fetch {
        &self.plan.fetches[index]
    }

    pub(crate) fn fetch_id(&self, index: usize) -> FetchId {
        self.plan.fetches[index].id
    }

    pub(crate) fn layout(&self, id: LayoutId) -> &Layout {
        &self.layouts[id.0 as usize]
    }

    pub(crate) fn reader(&self, id: ReaderId) -> &Reader {
        &self.readers[id.0 as usize]
    }
}
