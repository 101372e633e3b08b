//! The parts of a deferred answer: what each shows of an object, and what is over when it is written.

use std::collections::BTreeSet;

use apollo_compiler::ast::{DirectiveList, Value};

use super::conditions::{Setting, holds};
use super::{Finding, closures};
use crate::{Deferral, FetchId, PartId, Plan, Shape};

/// What one part shows of an object.
#[derive(Clone, Copy)]
pub(super) struct View<'c> {
    pub(super) part: PartId,
    pub(super) shape: &'c Shape,
}

pub(super) struct Parts<'c> {
    deferral: Option<&'c Deferral>,
    /// By part: the fetches that are over when it is written.
    over: Vec<BTreeSet<FetchId>>,
}

impl<'c> Parts<'c> {
    pub(super) fn of(plan: &'c Plan) -> Self {
        let deferral = plan.deferral.as_ref();
        let closures = closures(plan);
        let mut over: Vec<BTreeSet<FetchId>> = Vec::new();
        for part in deferral.into_iter().flat_map(|deferral| &deferral.parts) {
            let parent = part.parent.and_then(|parent| over.get(parent.0 as usize));
            let mut fetches = parent.cloned().unwrap_or_default();
            for need in &part.needs {
                fetches.insert(*need);
                fetches.extend(closures.get(need.0 as usize).into_iter().flatten());
            }
            over.push(fetches);
        }
        Self { deferral, over }
    }

    /// Whether one of the fetches is over when a part is written; the only part of a plain answer comes after all.
    pub(super) fn are_over(&self, part: PartId, fetches: &[FetchId]) -> bool {
        if self.deferral.is_none() {
            return true;
        }
        let over = self.over.get(part.0 as usize);
        over.is_some_and(|over| fetches.iter().any(|fetch| over.contains(fetch)))
    }

    /// Whether a fragment of the client's document is deferred.
    pub(super) fn defers(&self, directives: &DirectiveList) -> bool {
        let (Some(deferral), Some(directive)) = (self.deferral, directives.get("defer")) else {
            return false;
        };
        match directive
            .specified_argument_by_name("if")
            .map(|value| &**value)
        {
            Some(Value::Boolean(value)) => *value,
            Some(Value::Variable(name)) => deferral.variables.contains(name.as_str()),
            Some(_) | None => true,
        }
    }

    /// The views of an object of that type, with those of the fragments deferred in them.
    pub(super) fn open(
        &self,
        mut views: Vec<View<'c>>,
        name: &str,
        setting: &Setting,
        findings: &mut BTreeSet<Finding>,
    ) -> Vec<View<'c>> {
        let mut at = 0;
        while let Some(view) = views.get(at).copied() {
            at += 1;
            for deferred in &view.shape.deferred {
                let part = deferred.part;
                let said = self
                    .deferral
                    .and_then(|deferral| deferral.parts.get(part.0 as usize));
                // Parts come after those they stand in, so that this ends.
                let sound =
                    said.is_some_and(|said| said.parent == Some(view.part)) && view.part < part;
                if !sound {
                    findings.insert(Finding::WrongPart(part.0));
                    continue;
                }
                let applies = deferred.on.is_empty() || deferred.on.iter().any(|on| on == name);
                if applies && holds(setting, &deferred.guard) {
                    let shape = &deferred.shape;
                    views.push(View { part, shape });
                }
            }
        }
        views
    }
}
