//! Errors of subgraphs, at the places where the client sees them.

use ahash::HashSet;

use crate::answer::{Unreadable, UpstreamError, group_of};
use crate::codes;
use crate::compiled::{
    CompiledKind, CompiledPlan, Group, LayoutId, OutputKind, ROOT_SHAPE, ShapeId, Step, admits,
};
use crate::error::{Errors, PathSegment, ResponseError};
use crate::request::Sent;
use crate::store::{ObjectId, Store, Value};
use crate::walk;

/// Values that are looked at to find the places of an error. Beyond them it is reported at the place of the fetch.
const SEARCHED: usize = 100_000;

/// Places that one error of a subgraph is reported at.
const PLACES: usize = 10;

/// Where a fetch was sent from, for its errors.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    pub(crate) plan: &'a CompiledPlan,
    pub(crate) store: &'a Store,
    /// Index of the fetch.
    pub(crate) fetch: usize,
    /// For each group of an entity fetch, what was sent.
    pub(crate) sent: &'a [Sent],
}

/// A place in the merged tree, in storage keys and indices.
type Place = Vec<PathSegment>;

impl Origin<'_> {
    fn service(&self) -> &str {
        &self.plan.fetch(self.fetch).subgraph
    }

    /// The answer cannot be used.
    pub(crate) fn unreadable(&self, why: Unreadable, status: u16, errors: &mut Errors) {
        let (code, what) = match why {
            // Whatever an error page says is not for clients.
            Unreadable::Malformed if status >= 300 => (
                codes::SUBGRAPH_REJECTED,
                format!("refused the request with HTTP status {status}"),
            ),
            Unreadable::Malformed => (
                codes::SUBGRAPH_MALFORMED,
                "sent an answer that is not a GraphQL response".to_owned(),
            ),
            Unreadable::TooDeep => (
                codes::SUBGRAPH_TOO_DEEP,
                "sent an answer that is nested too deeply".to_owned(),
            ),
            Unreadable::TooLarge => (
                codes::SUBGRAPH_TOO_LARGE,
                "sent an answer that is too large".to_owned(),
            ),
        };
        self.failed(code, &what, errors);
    }

    /// The fetch as a whole failed: one error, at its place (rule 48).
    pub(crate) fn failed(&self, code: &str, what: &str, errors: &mut Errors) {
        let message = format!("Subgraph '{}' {what}.", self.service());
        errors.push(
            ResponseError::new(code, message)
                .at(self.path())
                .of(self.service()),
        );
    }

    /// Looking up one object failed.
    pub(crate) fn failed_entity(
        &self,
        group: usize,
        representation: u32,
        code: &str,
        what: &str,
        errors: &mut Errors,
    ) {
        let message = format!("Subgraph '{}' {what}.", self.service());
        for place in self.places(group, representation) {
            let path = self.translate(&place);
            errors.push(
                ResponseError::new(code, message.clone())
                    .at(path)
                    .of(self.service()),
            );
        }
    }

    /// Errors of the subgraph itself.
    pub(crate) fn upstream(&self, upstream: Vec<UpstreamError>, errors: &mut Errors) {
        for error in upstream {
            let code = error.code.as_deref().unwrap_or(codes::SUBGRAPH_ERROR);
            for path in self.client_paths(&error.path) {
                errors.push(
                    ResponseError::new(code, error.message.clone())
                        .at(path)
                        .of(self.service()),
                );
            }
        }
    }

    /// Where the client sees an error that the subgraph reports at a path of its own.
    fn client_paths(&self, path: &[PathSegment]) -> Vec<Place> {
        match &self.plan.fetches[self.fetch].kind {
            CompiledKind::Root { .. } if path.is_empty() => vec![self.path()],
            CompiledKind::Root { .. } => vec![self.translate(path)],
            CompiledKind::Entities(groups) => self.entity_paths(groups, path),
        }
    }

    fn entity_paths(&self, groups: &[Group], path: &[PathSegment]) -> Vec<Place> {
        let [
            PathSegment::Key(alias),
            PathSegment::Index(representation),
            rest @ ..,
        ] = path
        else {
            return vec![self.path()];
        };
        let group = group_of(alias.as_bytes(), groups.len());
        let representation = u32::try_from(*representation);
        let (Some(group), Ok(representation)) = (group, representation) else {
            return vec![self.path()];
        };
        let places = self.places(group, representation);
        if places.is_empty() {
            return vec![self.path()];
        }
        places
            .into_iter()
            .map(|mut place| {
                place.extend_from_slice(rest);
                self.translate(&place)
            })
            .collect()
    }

    /// The places of the objects that share a representation.
    fn places(&self, group: usize, representation: u32) -> Vec<Place> {
        let CompiledKind::Entities(groups) = &self.plan.fetches[self.fetch].kind else {
            return Vec::new();
        };
        let mut search = Search::new(self.plan, self.store, PLACES);
        for (index, target) in groups[group].targets.iter().enumerate() {
            search.wanted = self.sent[group]
                .objects
                .iter()
                .filter(|sent| sent.target as usize == index)
                .filter(|sent| sent.representation == representation)
                .map(|sent| sent.object)
                .collect();
            if !search.wanted.is_empty() {
                search.walk(&target.steps, Value::Object(walk::ROOT));
            }
        }
        search.found
    }

    /// The place of the fetch: the object it looks up, or else what all its objects have in common; of a root fetch the
    /// field, if it is one.
    fn path(&self) -> Place {
        match &self.plan.fetches[self.fetch].kind {
            CompiledKind::Root { reader, .. } => {
                let fields = &self.plan.reader(*reader).fields;
                let shown: Vec<Place> = fields
                    .iter()
                    .map(|field| self.translate(&[PathSegment::Key(field.key.clone())]))
                    .filter(|path| !path.is_empty())
                    .collect();
                match shown.as_slice() {
                    [only] => only.clone(),
                    _ => Vec::new(),
                }
            }
            CompiledKind::Entities(groups) => self.common_path(groups),
        }
    }

    fn common_path(&self, groups: &[Group]) -> Place {
        let mut search = Search::new(self.plan, self.store, 2);
        for (group, sent) in groups.iter().zip(self.sent) {
            for (index, target) in group.targets.iter().enumerate() {
                let here = sent
                    .objects
                    .iter()
                    .filter(|sent| sent.target as usize == index);
                search.wanted = here.map(|sent| sent.object).collect();
                if !search.wanted.is_empty() {
                    search.found_here = 0;
                    search.walk(&target.steps, Value::Object(walk::ROOT));
                }
            }
        }
        let mut places = search.found.into_iter();
        let Some(mut common) = places.next() else {
            return Vec::new();
        };
        for place in places {
            let same = common
                .iter()
                .zip(&place)
                .take_while(|(a, b)| a == b)
                .count();
            common.truncate(same);
        }
        self.translate(&common)
    }

    /// A place in the words of the client: response keys for storage keys, up to the last part that it can see.
    fn translate(&self, place: &[PathSegment]) -> Vec<PathSegment> {
        let mut path = Vec::with_capacity(place.len());
        let mut at = Viewpoint {
            shape: Some(ROOT_SHAPE),
            layout: Some(self.plan.root),
            value: Value::Object(walk::ROOT),
        };
        for segment in place {
            let translated = match segment {
                PathSegment::Index(index) => at.item(*index, self.store),
                PathSegment::Key(key) => at.member(key, self.plan, self.store),
            };
            let Some((segment, below)) = translated else {
                break;
            };
            path.push(segment);
            at = below;
        }
        path
    }
}

/// Where a translation has come to. The value may be missing: an error is often the reason.
#[derive(Clone, Copy)]
struct Viewpoint {
    shape: Option<ShapeId>,
    layout: Option<LayoutId>,
    value: Value,
}

impl Viewpoint {
    fn item(self, index: usize, store: &Store) -> Option<(PathSegment, Self)> {
        let value = match self.value {
            Value::List(list) => store
                .items(list)
                .get(index)
                .copied()
                .unwrap_or(Value::Absent),
            _ => Value::Absent,
        };
        Some((PathSegment::Index(index), Self { value, ..self }))
    }

    fn member(self, key: &str, plan: &CompiledPlan, store: &Store) -> Option<(PathSegment, Self)> {
        let slot = plan.layout(self.layout?).slot(key)?;
        let object = match self.value {
            Value::Object(object) => Some(object),
            _ => None,
        };
        let ty = object.and_then(|object| walk::type_of(plan, store, object));
        let outputs = plan.projection.shape(self.shape?);
        let output = outputs
            .iter()
            .filter(|output| output.slot == Some(slot))
            .find(|output| ty.is_none() || admits(&output.on, ty))?;
        let below = Self {
            shape: shape_of(&output.kind),
            layout: plan.layout(self.layout?).child(slot),
            value: object.map_or(Value::Absent, |object| store.get(object, slot)),
        };
        Some((PathSegment::Key(output.response_key.clone()), below))
    }
}

fn shape_of(kind: &OutputKind) -> Option<ShapeId> {
    match kind {
        OutputKind::Leaf(_) => None,
        OutputKind::Composite(composite) => Some(composite.shape),
        OutputKind::List(item) => shape_of(&item.kind),
    }
}

/// Looks for the places of objects, which only errors need to know.
struct Search<'a> {
    plan: &'a CompiledPlan,
    store: &'a Store,
    wanted: HashSet<ObjectId>,
    found: Vec<Place>,
    here: Place,
    budget: usize,
    /// Places to find on one path.
    limit: usize,
    found_here: usize,
}

impl<'a> Search<'a> {
    fn new(plan: &'a CompiledPlan, store: &'a Store, limit: usize) -> Self {
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

    fn walk(&mut self, steps: &[Step], value: Value) {
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
            | Value::Number(_)
            | Value::Json(_)
            | Value::Type(_)
            | Value::Header { .. } => {}
        }
    }
}
