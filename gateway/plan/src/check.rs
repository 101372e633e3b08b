//! The independent plan checker: proves a plan against supergraph and operation, knowing nothing of the planner.
//!
//! It plays the plan on types instead of values: a tree of all run-time types that values can have, each
//! object with the fields known of it and by which fetches. For every setting of the operation's conditions
//! it refuses
//! * a document that its subgraph's own schema would reject;
//! * a copy of a field that is external, overridden or behind a key that cannot be entered;
//! * a read of what is not known yet, or known by a fetch that is not waited for;
//! * a requirement that is not sent along, an argument that is not filled from its context;
//! * two values under one storage key;
//! * a client field that is not answered, and an answer that was not asked;
//! * a part of a deferred answer that is written before its values are there.

mod answer;
mod conditions;
mod context;
mod document;
mod facts;
mod parts;
mod representation;
mod walk;

use std::collections::BTreeSet;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::validation::Valid;
use gateway_supergraph::Supergraph;

use crate::{FetchId, FetchKind, OperationKind, Plan, Selection, SelectionItem};

/// What a plan is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    pub supergraph: &'a Supergraph,
    pub document: &'a Valid<ExecutableDocument>,
    pub operation_name: Option<&'a str>,
    /// The override labels that hold, as the schema writes them (`percent(25)` or a name).
    pub overrides: &'a BTreeSet<String>,
}

/// What is wrong with a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Finding {
    #[error("the operation is not in the document")]
    NoOperation,
    #[error("fetch #{0:?} needs a fetch that does not come before it")]
    Order(u32),
    #[error("fetch #{0}: a mutation field must wait for all that the fields before it led to")]
    MutationOrder(u32),
    #[error("fetch #{fetch}: the supergraph has no subgraph {subgraph}")]
    NoSubgraph { fetch: u32, subgraph: String },
    #[error("fetch #{fetch}: {subgraph} would reject the document: {reason}")]
    Rejected {
        fetch: u32,
        subgraph: String,
        reason: String,
    },
    #[error("fetch #{fetch}: {field} is not resolved by {subgraph} there: {reason}")]
    NotResolved {
        fetch: u32,
        subgraph: String,
        field: String,
        reason: &'static str,
    },
    #[error("fetch #{fetch}: {what} is not known when it is read")]
    NotKnown { fetch: u32, what: String },
    #[error("fetch #{fetch}: {entity} cannot be entered in {subgraph} by the key that is sent")]
    NoKey {
        fetch: u32,
        subgraph: String,
        entity: String,
    },
    #[error("fetch #{fetch}: {field} is asked without what it requires: {missing}")]
    NoRequirement {
        fetch: u32,
        field: String,
        missing: String,
    },
    #[error(
        "fetch #{fetch}: the argument {argument} of {field} is not filled from its context: {reason}"
    )]
    NoContext {
        fetch: u32,
        field: String,
        argument: String,
        reason: &'static str,
    },
    #[error("fetch #{fetch}: the storage key {key} holds two values")]
    Clash { fetch: u32, key: String },
    #[error("{path} is not answered")]
    Unanswered { path: String },
    #[error("{path} is answered, but was not asked")]
    NotAsked { path: String },
    #[error("{path} is asked at once, and answered in a later part only")]
    Late { path: String },
    #[error("{path} is written in part {part} before the fetches that give it are over")]
    Early { path: String, part: u32 },
    #[error("part {0} does not stand in the part that it is written after")]
    WrongPart(u32),
    #[error("{path} has not the type that the schema says")]
    WrongType { path: String },
    #[error("too many combinations of types to check")]
    TooLarge,
}

/// Checks a plan; see the module.
///
/// # Errors
/// All findings, without duplicates.
pub fn check(plan: &Plan, input: &Input<'_>) -> Result<(), Vec<Finding>> {
    let Ok(operation) = input.document.operations.get(input.operation_name) else {
        return Err(vec![Finding::NoOperation]);
    };
    let mut findings = BTreeSet::new();
    for fetch in &plan.fetches {
        if fetch.needs.iter().any(|need| *need >= fetch.id) {
            findings.insert(Finding::Order(fetch.id.0));
        }
    }
    if findings.is_empty() {
        mutation_order(plan, &mut findings);
        document::check(plan, input.supergraph, &mut findings);
    }
    if findings.is_empty() {
        for setting in conditions::settings(plan, input.document, operation) {
            let mut walk = walk::Walk::new(plan, input, &setting, &mut findings);
            walk.run();
            let tree = walk.into_tree();
            answer::check(plan, input, operation, &setting, &tree, &mut findings);
        }
    }
    if findings.is_empty() {
        Ok(())
    } else {
        Err(findings.into_iter().collect())
    }
}

/// Mutation fields run one after the other, in the client's order (rule 45).
fn mutation_order(plan: &Plan, findings: &mut BTreeSet<Finding>) {
    let closures = closures(plan);
    let place = |selection: &Selection| {
        let keys = selection.items.iter().filter_map(|item| match item {
            SelectionItem::Field(field) => Some(&field.storage_key),
            SelectionItem::InlineFragment { .. } => None,
        });
        let shown = &plan.shape.fields;
        let places = keys.map(|key| shown.iter().position(|field| field.storage_key == *key));
        places.collect::<Vec<_>>()
    };
    let mut order = Vec::new();
    for fetch in &plan.fetches {
        let FetchKind::Root {
            operation: OperationKind::Mutation,
            selection,
            ..
        } = &fetch.kind
        else {
            continue;
        };
        order.extend(place(selection));
        if closures[fetch.id.0 as usize].len() != fetch.id.0 as usize || !order.is_sorted() {
            findings.insert(Finding::MutationOrder(fetch.id.0));
        }
    }
}

/// For each fetch, all that is merged before it is written.
fn closures(plan: &Plan) -> Vec<BTreeSet<FetchId>> {
    let mut closures: Vec<BTreeSet<FetchId>> = Vec::new();
    for fetch in &plan.fetches {
        let mut before = BTreeSet::new();
        for need in &fetch.needs {
            before.insert(*need);
            before.extend(closures[need.0 as usize].iter().copied());
        }
        closures.push(before);
    }
    closures
}
