//! Errors of subgraphs, at the places where the client sees them.

mod search;
mod translate;

use crate::answer::{Unreadable, UpstreamError, list_of};
use crate::codes;
use crate::compiled::{CompiledKind, CompiledPlan, Step};
use crate::error::{Errors, PathSegment, ResponseError};
use crate::request::Sent;
use crate::store::{Store, Value};
use crate::walk;

use self::search::{Place, Search};
pub(crate) use self::translate::{is_seen, part_of};

/// Places that one error of a subgraph is reported at.
const PLACES: usize = 10;

/// Where a fetch was sent from, for its errors.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    pub(crate) plan: &'a CompiledPlan,
    pub(crate) store: &'a Store,
    /// Index of the fetch.
    pub(crate) fetch: usize,
    /// The lists that an entity fetch sent.
    pub(crate) sent: &'a [Sent],
}

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
        list: usize,
        representation: u32,
        code: &str,
        what: &str,
        errors: &mut Errors,
    ) {
        let message = format!("Subgraph '{}' {what}.", self.service());
        for place in self.places(list, representation) {
            let path = translate::to_client(self.plan, self.store, &place);
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

    /// Where the client sees an error that the subgraph reports at a path of its own; it may see it nowhere.
    fn client_paths(&self, path: &[PathSegment]) -> Vec<Place> {
        match &self.plan.fetches[self.fetch].kind {
            CompiledKind::Root { .. } if path.is_empty() => vec![self.path()],
            CompiledKind::Root { .. } => translate::to_client_if_seen(self.plan, self.store, path)
                .into_iter()
                .collect(),
            CompiledKind::Below { .. } => self.paths_below(0, 0, path),
            CompiledKind::Entities(_) => self.entity_paths(path),
        }
    }

    fn entity_paths(&self, path: &[PathSegment]) -> Vec<Place> {
        let [
            PathSegment::Key(alias),
            PathSegment::Index(representation),
            rest @ ..,
        ] = path
        else {
            return vec![self.path()];
        };
        let list = list_of(alias.as_bytes(), self.sent.len());
        let representation = u32::try_from(*representation);
        let (Some(list), Ok(representation)) = (list, representation) else {
            return vec![self.path()];
        };
        self.paths_below(list, representation, rest)
    }

    /// A path from each object that shares a representation.
    fn paths_below(&self, list: usize, representation: u32, rest: &[PathSegment]) -> Vec<Place> {
        let places = self.places(list, representation);
        if places.is_empty() {
            return vec![self.path()];
        }
        places
            .into_iter()
            .filter_map(|mut place| {
                place.extend_from_slice(rest);
                translate::to_client_if_seen(self.plan, self.store, &place)
            })
            .collect()
    }

    /// The places of the objects that share a representation.
    fn places(&self, list: usize, representation: u32) -> Vec<Place> {
        let Some(sent) = self.sent.get(list) else {
            return Vec::new();
        };
        let mut search = Search::new(self.plan, self.store, PLACES);
        for (index, steps) in self.targets(sent).into_iter().enumerate() {
            search.wanted = sent
                .objects
                .iter()
                .filter(|sent| sent.target as usize == index)
                .filter(|sent| sent.representation == representation)
                .map(|sent| sent.object)
                .collect();
            if !search.wanted.is_empty() {
                search.walk(steps, Value::Object(walk::ROOT));
            }
        }
        search.found
    }

    /// The ways to the objects of a list.
    fn targets(&self, sent: &Sent) -> Vec<&[Step]> {
        match &self.plan.fetches[self.fetch].kind {
            CompiledKind::Root { .. } => Vec::new(),
            CompiledKind::Below { steps, .. } => vec![steps],
            CompiledKind::Entities(groups) => {
                let targets = groups[sent.group].targets.iter();
                targets.map(|target| target.steps.as_slice()).collect()
            }
        }
    }

    /// The place of the fetch: the object it looks up, or else what all its objects have in common; of a root fetch the
    /// field, if it is one.
    fn path(&self) -> Place {
        match &self.plan.fetches[self.fetch].kind {
            CompiledKind::Root { reader, .. } => {
                let fields = &self.plan.reader(*reader).fields;
                let shown: Vec<Place> = fields
                    .iter()
                    .map(|field| {
                        translate::to_client(
                            self.plan,
                            self.store,
                            &[PathSegment::Key(field.key.clone())],
                        )
                    })
                    .filter(|path| !path.is_empty())
                    .collect();
                match shown.as_slice() {
                    [only] => only.clone(),
                    _ => Vec::new(),
                }
            }
            CompiledKind::Below { .. } | CompiledKind::Entities(_) => self.common_path(),
        }
    }

    fn common_path(&self) -> Place {
        let mut search = Search::new(self.plan, self.store, 2);
        for sent in self.sent {
            for (index, steps) in self.targets(sent).into_iter().enumerate() {
                let here = sent
                    .objects
                    .iter()
                    .filter(|sent| sent.target as usize == index);
                search.wanted = here.map(|sent| sent.object).collect();
                if !search.wanted.is_empty() {
                    search.found_here = 0;
                    search.walk(steps, Value::Object(walk::ROOT));
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
        translate::to_client(self.plan, self.store, &common)
    }
}
