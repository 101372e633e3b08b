//! An answer in parts: what was deferred, until it is written.

use bytes::Bytes;

use crate::codes;
use crate::compiled::{PartIndex, Parts, admits};
use crate::error::{ErrorId, PathSegment, ResponseError, write_path};
use crate::failure::part_of;
use crate::projection::{self, Later, Waiting};
use crate::walk;

use super::Payload;
use super::run::{DATA, Run};

/// The parts of one execution.
#[derive(Debug, Default)]
pub(super) struct PartsLeft<'p> {
    /// By part: how many fetches it still waits for.
    left: Vec<u32>,
    /// By part: whether it was written.
    written: Vec<bool>,
    pub(super) later: Later<'p>,
    /// Bytes of the payloads so far.
    sent: usize,
    /// The last payload was written.
    closed: bool,
}

/// A deferred fragment of one object, written.
struct Item<'p> {
    waiting: Waiting<'p>,
    data: Vec<u8>,
    errors: Vec<ErrorId>,
}

impl PartsLeft<'_> {
    pub(super) fn new(parts: &Parts) -> Self {
        Self {
            left: parts.iter().map(|part| part.waits_for).collect(),
            written: parts.iter().map(|_| false).collect(),
            ..Self::default()
        }
    }

    /// A fetch is over that these parts show.
    pub(super) fn done(&mut self, parts: &[PartIndex]) {
        for part in parts {
            self.left[*part as usize] -= 1;
        }
    }

    /// Whether all that a part shows is there.
    fn is_due(&self, part: PartIndex) -> bool {
        self.left[part as usize] == 0
    }
}

impl<'p> Run<'p> {
    /// The next payload that can be written now. `over`: no fetch is under way, nor will be.
    pub(super) fn payload(&mut self, over: bool) -> Option<Payload> {
        if self.parts.closed {
            return None;
        }
        match self.parts.written.first() {
            None => over.then(|| self.first()),
            Some(false) => (over || self.parts.is_due(0)).then(|| self.first()),
            Some(true) => self.due(),
        }
    }

    fn first(&mut self) -> Payload {
        let mut out = DATA.to_vec();
        self.write_data(&mut out);
        if let Some(first) = self.parts.written.first_mut() {
            *first = true;
        }
        let data_is_null = out[DATA.len()..] == *b"null";
        let errors = self.unwritten();
        if !errors.is_empty() {
            out.extend_from_slice(b",\"errors\":");
            self.errors.take(&errors, self.limits.errors, &mut out);
        }
        self.plan.expected.learn(self.store.len(), out.len());
        Payload {
            data_is_null,
            ..self.close(out, errors.len())
        }
    }

    /// All parts that wait for nothing more, in one payload; `None`: there is none, and more is to come.
    fn due(&mut self) -> Option<Payload> {
        let waiting = std::mem::take(&mut self.parts.later.waiting);
        let is_due = |waiting: &Waiting<'_>| self.parts.is_due(waiting.anchor.part);
        let (due, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_due);
        self.parts.later.waiting = rest;
        if due.is_empty() && !self.parts.later.waiting.is_empty() {
            return None;
        }
        let parts: Vec<PartIndex> = due.iter().map(|waiting| waiting.anchor.part).collect();
        let mut items = Vec::with_capacity(due.len());
        for waiting in due {
            items.extend(self.item(waiting));
        }
        for part in parts {
            self.parts.written[part as usize] = true;
        }
        if items.is_empty() && !self.parts.later.waiting.is_empty() {
            return None;
        }
        Some(self.incremental(items))
    }

    /// Writes what a fragment brings; `None` where it is not for the object's type.
    fn item(&mut self, waiting: Waiting<'p>) -> Option<Item<'p>> {
        let known = walk::type_of(self.plan, &self.store, waiting.object);
        if !admits(&waiting.anchor.on, known.or(waiting.ty)) {
            return None;
        }
        let mut data = Vec::new();
        self.errors.set_owner(waiting.anchor.part);
        let sources = projection::Sources {
            plan: self.plan,
            store: &self.store,
            decisions: &self.decisions,
            limit: self.limits.response_bytes.saturating_sub(self.parts.sent),
            objects: self.limits.deferred,
        };
        let later = &mut self.parts.later;
        let written = projection::write_fragment(
            sources,
            &waiting,
            known,
            &mut self.errors,
            later,
            &mut data,
        );
        if written.is_err() {
            let error = ResponseError::new(
                codes::RESPONSE_TOO_LARGE,
                "The response is larger than allowed.",
            );
            self.errors.push(error.at(waiting.path.clone()));
            data = b"null".to_vec();
        }
        self.parts.sent += data.len();
        Some(Item {
            waiting,
            data,
            errors: Vec::new(),
        })
    }

    fn incremental(&mut self, mut items: Vec<Item<'p>>) -> Payload {
        let errors = self.unwritten();
        for id in &errors {
            let path = self.errors.path(*id);
            // An error stands with the innermost fragment around it; one that is nowhere in particular, with the first.
            let around = |item: &Item<'_>| path.starts_with(&item.waiting.path);
            let best = (0..items.len())
                .filter(|index| around(&items[*index]))
                .max_by_key(|index| items[*index].waiting.path.len());
            if let Some(item) = items.get_mut(best.unwrap_or(0)) {
                item.errors.push(*id);
            }
        }
        if items.is_empty() {
            return self.close(b"{".to_vec(), 0);
        }
        let mut out = b"{\"incremental\":[".to_vec();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            self.write_item(item, &mut out);
        }
        out.push(b']');
        self.close(out, errors.len())
    }

    fn write_item(&mut self, item: &Item<'_>, out: &mut Vec<u8>) {
        out.push(b'{');
        if let Some(label) = &self.plan.parts.get(item.waiting.anchor.part).label {
            out.extend_from_slice(b"\"label\":");
            out.extend_from_slice(label);
            out.push(b',');
        }
        out.extend_from_slice(b"\"path\":");
        write_path(&item.waiting.path, out);
        out.extend_from_slice(b",\"data\":");
        out.extend_from_slice(&item.data);
        if !item.errors.is_empty() {
            out.extend_from_slice(b",\"errors\":");
            self.errors.take(&item.errors, self.limits.errors, out);
        }
        out.push(b'}');
    }

    /// Errors to be told now: those of what has been written.
    fn unwritten(&self) -> Vec<ErrorId> {
        let (plan, written) = (self.plan, &self.parts.written);
        let told = |path: &[PathSegment], owner: PartIndex| {
            let part = owner.max(part_of(plan, path));
            written.get(part as usize).copied().unwrap_or(true)
        };
        self.errors.unwritten(told)
    }

    fn close(&mut self, mut out: Vec<u8>, errors: usize) -> Payload {
        let has_next = !self.parts.later.waiting.is_empty();
        self.parts.closed = !has_next;
        if out.len() > 1 {
            out.push(b',');
        }
        let end: &[u8] = if has_next {
            b"\"hasNext\":true}"
        } else {
            b"\"hasNext\":false}"
        };
        out.extend_from_slice(end);
        self.parts.sent += out.len();
        Payload {
            body: Bytes::from(out),
            has_next,
            errors,
            data_is_null: false,
        }
    }
}
