//! The state of one execution, between the answers. It does no I/O: calls come out, answers go in.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use gateway_plan::OperationKind;

use crate::answer::{self, Answer, Data, Expected, Results};
use crate::codes;
use crate::compiled::{CompiledKind, CompiledPlan, Decisions};
use crate::error::{Errors, ResponseError};
use crate::failure::{Origin, is_seen};
use crate::merge;
use crate::projection;
use crate::request::{self, Sent};
use crate::store::{ObjectId, Store};
use crate::walk;
use crate::{
    ExecutionInput, ExecutionOutput, FetchReport, Limits, Start, SubgraphFailure, SubgraphResponse,
    Variables,
};

use super::later::PartsLeft;
use super::scatter::{GroupFault, merge_group};

/// A request to be sent.
#[derive(Debug)]
pub(super) struct Call {
    /// Index of the fetch.
    pub(super) fetch: usize,
    pub(super) body: Bytes,
    pub(super) mutation: bool,
}

/// What became of a request.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) fetch: usize,
    pub(super) result: Result<SubgraphResponse, SubgraphFailure>,
    pub(super) duration: Duration,
}

#[derive(Debug)]
pub(super) struct Run<'p> {
    pub(super) plan: &'p CompiledPlan,
    variables: Variables,
    pub(super) limits: Limits,
    pub(super) decisions: Decisions,
    pub(super) store: Store,
    pub(super) errors: Errors,
    /// By fetch: how many others it still waits for.
    waits_for: Vec<u32>,
    /// Fetches that wait for no other.
    ready: VecDeque<usize>,
    /// By fetch: the objects that were sent.
    sent: Vec<Vec<Sent>>,
    reports: Vec<FetchReport>,
    pub(super) parts: PartsLeft<'p>,
}

impl<'p> Run<'p> {
    pub(super) fn new(plan: &'p CompiledPlan, input: ExecutionInput) -> Self {
        let mut store = Store::new(plan.expected.cells(), input.limits.values);
        let root = store.object(plan.root, plan.layout(plan.root));
        debug_assert!(root.is_ok_and(|root| root == walk::ROOT));
        let fetches = &plan.fetches;
        let mut run = Self {
            plan,
            decisions: plan.guards.decide(&input.variables),
            variables: input.variables,
            limits: input.limits,
            store,
            errors: Errors::default(),
            waits_for: fetches.iter().map(|fetch| fetch.waits_for).collect(),
            ready: (0..fetches.len())
                .filter(|index| fetches[*index].waits_for == 0)
                .collect(),
            sent: (0..fetches.len()).map(|_| Vec::new()).collect(),
            reports: Vec::with_capacity(fetches.len()),
            parts: PartsLeft::new(&plan.parts),
        };
        run.start(input.start);
        run
    }

    fn start(&mut self, start: Start) {
        // A stream is opened by the caller, never by a call of ours.
        if let Some(fetch) = self.plan.subscription_fetch() {
            self.ready.retain(|ready| *ready != fetch);
            if let Start::Event(body) = start {
                self.read(fetch, body, 200);
            }
            self.done(fetch);
            return;
        }
        match start {
            Start::Empty => {}
            Start::Introspection(body) | Start::Event(body) => self.introspection(body),
        }
    }

    /// The gateway's own answer to introspection fields.
    fn introspection(&mut self, body: Bytes) {
        let expected = Expected::Root(self.plan.introspection);
        match answer::read(body, expected, self.plan, &mut self.store, &self.limits) {
            Ok(answer) => {
                if let Data::Root(object) = answer.data {
                    merge::merge_object(self.plan, &mut self.store, walk::ROOT, object);
                }
                for error in answer.errors {
                    let code = error.code.as_deref().unwrap_or(codes::INTROSPECTION_FAILED);
                    self.errors
                        .push(ResponseError::new(code, error.message).at(error.path));
                }
            }
            Err(_) => self.errors.push(ResponseError::new(
                codes::INTROSPECTION_FAILED,
                "The schema could not be shown.",
            )),
        }
    }

    /// The next request that can be sent now.
    pub(super) fn next_call(&mut self) -> Option<Call> {
        while let Some(index) = self.ready.pop_front() {
            if self.decisions.hold(self.plan.fetches[index].guard)
                && let Some(call) = self.call(index)
            {
                return Some(call);
            }
            self.done(index);
        }
        None
    }

    /// The request of a fetch; `None`: there is nothing to ask.
    fn call(&mut self, index: usize) -> Option<Call> {
        let fetch = &self.plan.fetches[index];
        match &fetch.kind {
            CompiledKind::Root { operation, .. } => {
                let body = request::write_root(&fetch.template, &self.variables);
                Some(Call {
                    fetch: index,
                    body: Bytes::from(body),
                    mutation: *operation == OperationKind::Mutation,
                })
            }
            CompiledKind::Below { steps, .. } => {
                let objects = walk::objects_at(steps, self.plan, &mut self.store);
                if objects.is_empty() {
                    return None;
                }
                self.sent[index] = vec![Sent::one_for_all(objects)];
                Some(Call {
                    fetch: index,
                    body: Bytes::from(request::write_root(&fetch.template, &self.variables)),
                    mutation: false,
                })
            }
            CompiledKind::Entities(groups) => {
                let source = request::Source {
                    plan: self.plan,
                    decisions: &self.decisions,
                    variables: &self.variables,
                    limit: self.limits.entities,
                };
                let request = source.entities(&fetch.template, groups, &mut self.store);
                let Ok(request) = request else {
                    let (origin, errors) = self.origin(index);
                    let what = "would have to look up too many objects";
                    origin.failed(codes::TOO_MANY_ENTITIES, what, errors);
                    return None;
                };
                let request = request?;
                self.sent[index] = request.sent;
                Some(Call {
                    fetch: index,
                    body: Bytes::from(request.body),
                    mutation: false,
                })
            }
        }
    }

    /// Takes an answer in.
    pub(super) fn settle(&mut self, answered: Answered) {
        let index = answered.fetch;
        let mut report = FetchReport {
            id: self.plan.fetch_id(index),
            duration: answered.duration,
            status: None,
            bytes: 0,
            entities: self.sent[index]
                .iter()
                .map(|sent| sent.representations)
                .sum(),
        };
        match answered.result {
            Ok(response) => {
                report.status = Some(response.status);
                report.bytes = response.body.len();
                self.read(index, response.body, response.status);
            }
            Err(failure) => {
                if let SubgraphFailure::Rejected { status } = failure {
                    report.status = Some(status);
                }
                let what = failure.to_string();
                let (origin, errors) = self.origin(index);
                origin.failed(failure.code(), &what, errors);
            }
        }
        self.reports.push(report);
        self.done(index);
    }

    /// A fetch is over, well or not: those that waited for it may be sent.
    fn done(&mut self, index: usize) {
        self.parts.done(self.plan.parts.waiting_for(index));
        for waiting in &self.plan.fetches[index].feeds {
            self.waits_for[*waiting] -= 1;
            if self.waits_for[*waiting] == 0 {
                self.ready.push_back(*waiting);
            }
        }
    }

    fn read(&mut self, index: usize, body: Bytes, status: u16) {
        let plan = self.plan;
        let expected = match &plan.fetches[index].kind {
            CompiledKind::Root { reader, .. } | CompiledKind::Below { reader, .. } => {
                Expected::Root(*reader)
            }
            CompiledKind::Entities(groups) => Expected::Entities(groups, &self.sent[index]),
        };
        match answer::read(body, expected, plan, &mut self.store, &self.limits) {
            Ok(answer) => self.merge(index, answer),
            Err(why) => {
                let (origin, errors) = self.origin(index);
                origin.unreadable(why, status, errors);
            }
        }
    }

    fn merge(&mut self, index: usize, answer: Answer) {
        let blamed = !answer.errors.is_empty();
        // Merged first: the places of errors are looked up in what there is.
        match answer.data {
            Data::None => {}
            Data::Root(object) => self.merge_root(index, object),
            Data::Entities(results) => self.merge_entities(index, &results, blamed),
        }
        let (origin, errors) = self.origin(index);
        origin.upstream(answer.errors, errors);
    }

    fn merge_root(&mut self, index: usize, object: ObjectId) {
        let plan = self.plan;
        match &plan.fetches[index].kind {
            CompiledKind::Root { .. } | CompiledKind::Entities(_) => {
                merge::merge_object(plan, &mut self.store, walk::ROOT, object);
            }
            CompiledKind::Below { .. } => {
                let objects = self.sent[index].iter().flat_map(|sent| &sent.objects);
                let objects: Vec<ObjectId> = objects.map(|sent| sent.object).collect();
                if merge::merge_into_each(plan, &mut self.store, &objects, object).is_err() {
                    let (code, what) = GroupFault::Full.describe();
                    let (origin, errors) = self.origin(index);
                    origin.failed(code, what, errors);
                }
            }
        }
    }

    fn merge_entities(&mut self, index: usize, results: &[Vec<Results>], blamed: bool) {
        let plan = self.plan;
        let CompiledKind::Entities(groups) = &plan.fetches[index].kind else {
            unreachable!("only entity fetches have entity results");
        };
        let sent = std::mem::take(&mut self.sent[index]);
        let mut invalid = Vec::new();
        let mut failed = None;
        for (at, sent) in sent.iter().enumerate() {
            if sent.representations == 0 {
                continue;
            }
            let group = &groups[sent.group];
            let merged = merge_group(plan, &mut self.store, group, sent, &results[at]);
            match merged {
                Ok(bad) => invalid.extend(bad.into_iter().map(|result| (at, result))),
                // The subgraph has said itself why there is nothing.
                Err(GroupFault::Missing) if blamed => {}
                Err(fault) => failed = Some(fault),
            }
        }
        self.sent[index] = sent;
        let (origin, errors) = self.origin(index);
        if let Some(fault) = failed {
            let (code, what) = fault.describe();
            origin.failed(code, what, errors);
        }
        for (list, representation) in invalid {
            let what = "answered with a value that is no object";
            origin.failed_entity(
                list,
                representation,
                codes::SUBGRAPH_INVALID_VALUE,
                what,
                errors,
            );
        }
    }

    fn origin(&mut self, index: usize) -> (Origin<'_>, &mut Errors) {
        self.errors.set_owner(self.plan.parts.owner(index));
        let origin = Origin {
            plan: self.plan,
            store: &self.store,
            fetch: index,
            sent: &self.sent[index],
        };
        (origin, &mut self.errors)
    }

    pub(super) fn reports(&self) -> &[FetchReport] {
        &self.reports
    }

    /// Writes the response.
    pub(super) fn finish(mut self) -> ExecutionOutput {
        let mut out = Vec::with_capacity(self.plan.expected.response().max(256));
        out.extend_from_slice(DATA);
        self.write_data(&mut out);
        let data_is_null = out[DATA.len()..] == *b"null";
        if self.errors.total() > 0 {
            out = self.with_errors(&out);
        }
        out.push(b'}');
        self.plan.expected.learn(self.store.len(), out.len());
        ExecutionOutput {
            body: Bytes::from(out),
            errors: self.errors.total(),
            data_is_null,
            fetches: self.reports,
        }
    }

    /// Appends the value of `data`, of the first part where there are several.
    pub(super) fn write_data(&mut self, out: &mut Vec<u8>) {
        let start = out.len();
        self.errors.set_owner(0);
        self.errors
            .keep_where(|path| is_seen(self.plan, &self.store, path));
        let sources = projection::Sources {
            plan: self.plan,
            store: &self.store,
            decisions: &self.decisions,
            limit: self.limits.response_bytes,
            objects: self.limits.deferred,
        };
        let later = self.plan.is_deferred().then_some(&mut self.parts.later);
        if projection::write_data(sources, &mut self.errors, later, out).is_err() {
            self.errors = Errors::default();
            self.errors.push(ResponseError::new(
                codes::RESPONSE_TOO_LARGE,
                "The response is larger than allowed.",
            ));
            self.parts.later.waiting.clear();
            out.truncate(start);
            out.extend_from_slice(b"null");
        }
    }

    /// Puts the errors before the data, where they are seen.
    fn with_errors(&self, data: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(data.len() + 1024);
        out.extend_from_slice(b"{\"errors\":");
        self.errors.write(self.limits.errors, &mut out);
        out.push(b',');
        out.extend_from_slice(&data[1..]);
        out
    }
}

pub(super) const DATA: &[u8] = b"{\"data\":";
