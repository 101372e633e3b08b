//! Where objects stand in the merged tree, which only errors need to know.

use ahash::HashSet;

use crate::compiled::{CompiledPlan, Step};
use crate::error::PathSegment;
use crate::store::{ObjectId, Store, Value};

/// Values that are looked at to find the places of an error. Beyond them it is reported at the place of the fetch.
const SEARCHED: usize = 100_000;

/// A place in the merged tree, in storage keys and indices.
pub(super) type Place = Vec<PathSegment>;

/// Looks for the places of objects, which only errors need to know.
pub(super) struct Search<'a> {
    plan: &'a CompiledPlan,
    store: &'a Store,
    pub(super) wanted: HashSet<ObjectId>,
    pub(super) found: Vec<Place>,
    here: Place,
    budget: usize,
    /// Places to find on one path.
    limit: usize,
    pub(super) found_here: usize,
}

impl<'a> Search<'a> {
    pub(super) fn new(plan: &'a CompiledPlan, store: &'a Store, limit: usize) -> Self {
        Self {
            plan,
            store,
            wanted: HashSet::default(),
            found: Vec::new(),
            here: Vec::new(),
            budget: SEARCHED,
            limit,
            found_here: 0,
        }
    }

    pub(super) fn walk(&mut self, steps: &[Step], value: Value) {
        if self.budget == 0 || self.found_here >= self.limit {
            return;
        }
        self.budget -= 1;
        match value {
            Value::List(list) => {
                for (index, cell) in list.cells().enumerate() {
                    self.here.push(PathSegment::Index(index));
                    self.walk(steps, self.store.cell(cell));
                    self.here.pop();
                }
            }
            Value::Object(object) => match steps {
                [] => {
                    if self.wanted.contains(&object) {
                        self.found.push(self.here.clone());
                        self.found_here += 1;
                    }
                }
                [step, rest @ ..] => {
                    let layout = self.plan.layout(self.store.layout(object));
                    let key = layout.slots[step.slot as usize].key.clone();
                    self.here.push(PathSegment::Key(key));
                    self.walk(rest, self.store.get(object, step.slot));
                    self.here.pop();
                }
            },
            Value::Absent
            | Value::Null
            | Value::Bool(_)
            | Value::Text(_)
            | Value::Integer(_)
            | Value::Number(_)
            | Value::Json(_)
            | Value::Type(_)
            | Value::Header { .. } => {}
        }
    }
}
