//! The same operation with random `@defer`: its parts, merged as clients merge them, are the whole answer.

use apollo_compiler::ast::{Definition, Directive, DirectiveList, Document, InlineFragment};
use apollo_compiler::ast::{OperationType, Selection};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Node, Schema, name};
use gateway_executor::{CompiledPlan, Execution, ExecutionInput, SubgraphClient};
use serde_json::{Map, Value};

use crate::dice::{hash, mixed};
use crate::server::CHANGED;

/// Payloads that one answer may have before something is wrong.
const MOST: usize = 1_000;

/// What a client has when all payloads are there.
#[derive(Debug, Default)]
pub(super) struct Merged {
    pub(super) data: Value,
    pub(super) errors: usize,
    /// A value was sent twice, and was another the second time.
    pub(super) contradicts: bool,
}

/// Whether what is deferred can tell of more than it would at once: a mutation changes what is read below the one before.
pub(super) fn sees_later_changes(document: &ExecutableDocument, name: Option<&str>) -> bool {
    let operation = document.operations.get(name);
    operation.is_ok_and(|operation| {
        operation.is_mutation()
            && operation.selection_set.selections.len() > 1
            && document.to_string().contains(CHANGED)
    })
}

/// Whether it is a subscription, of which nothing is deferred.
pub(super) fn is_stream(document: &ExecutableDocument, name: Option<&str>) -> bool {
    let operation = document.operations.get(name);
    operation.is_ok_and(|operation| operation.is_subscription())
}

/// Runs a plan in parts.
///
/// # Errors
/// Says what no client could make sense of.
pub(super) async fn merged(
    compiled: &CompiledPlan,
    input: ExecutionInput,
    client: &impl SubgraphClient,
) -> Result<Merged, String> {
    let mut execution = Execution::new(compiled, input, client);
    let mut merged = Merged::default();
    for _ in 0..MOST {
        let payload = execution.next().await;
        let payload = payload.ok_or("the payloads end before the last one")?;
        let body = serde_json::from_slice(&payload.body).map_err(|why| why.to_string())?;
        merged.errors += payload.errors;
        merged.take(body)?;
        if !payload.has_next {
            return Ok(merged);
        }
    }
    Err(format!("more than {MOST} payloads"))
}

impl Merged {
    fn take(&mut self, mut body: Value) -> Result<(), String> {
        if let Some(first) = body.get_mut("data") {
            self.data = first.take();
        }
        let items = body.get_mut("incremental").and_then(Value::as_array_mut);
        for item in items.into_iter().flatten() {
            let part = item["data"].take();
            let path = item["path"].as_array().ok_or("a part without a path")?;
            let at = path.iter().try_fold(&mut self.data, step);
            let at =
                at.ok_or_else(|| format!("a part for {}, which is not there", item["path"]))?;
            // A fragment that a null has taken away as a whole.
            if !part.is_null() {
                self.contradicts |= !merge(at, part);
            }
        }
        Ok(())
    }
}

fn step<'v>(at: &'v mut Value, step: &Value) -> Option<&'v mut Value> {
    match step {
        Value::String(key) => at.get_mut(key),
        index => at.get_mut(usize::try_from(index.as_u64()?).ok()?),
    }
}

/// Whether the two agree.
fn merge(into: &mut Value, from: Value) -> bool {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => merge_members(into, from),
        (Value::Array(into), Value::Array(from)) if into.len() == from.len() => {
            let pairs = into.iter_mut().zip(from);
            pairs.fold(true, |agree, (into, from)| merge(into, from) && agree)
        }
        (into, from) => {
            let agree = *into == from;
            *into = from;
            agree
        }
    }
}

fn merge_members(into: &mut Map<String, Value>, from: Map<String, Value>) -> bool {
    let mut agree = true;
    for (key, value) in from {
        match into.get_mut(&key) {
            Some(known) => agree &= merge(known, value),
            None => drop(into.insert(key, value)),
        }
    }
    agree
}

/// The operation with some of its selections deferred: the same ones wherever a response key stands at the same place, so
/// that a smaller operation defers what is left of it as the larger one did.
///
/// # Errors
/// Says why that is no valid operation.
pub(super) fn deferring(
    schema: &Valid<Schema>,
    operation: &str,
) -> Result<Valid<ExecutableDocument>, String> {
    let mut document = Document::parse(operation, "op").map_err(|why| why.errors.to_string())?;
    let mutation = schema.root_operation(OperationType::Mutation);
    for definition in &mut document.definitions {
        match definition {
            Definition::OperationDefinition(operation) => {
                let operation = operation.make_mut();
                match operation.operation_type {
                    OperationType::Query => defer(&mut operation.selection_set, 0),
                    OperationType::Mutation => defer_below(&mut operation.selection_set),
                    OperationType::Subscription => {}
                }
            }
            Definition::FragmentDefinition(fragment) => {
                let fragment = fragment.make_mut();
                if Some(&fragment.type_condition) == mutation {
                    defer_below(&mut fragment.selection_set);
                } else {
                    defer(&mut fragment.selection_set, hash(&fragment.name));
                }
            }
            _ => {}
        }
    }
    let document = document.to_executable_validate(schema);
    document.map_err(|why| why.errors.to_string())
}

/// Defers nothing of a mutation's root, which may not be.
fn defer_below(selections: &mut [Selection]) {
    for selection in selections {
        match selection {
            Selection::Field(field) => {
                let place = hash(field.response_name());
                defer(&mut field.make_mut().selection_set, place);
            }
            Selection::InlineFragment(fragment) => {
                defer_below(&mut fragment.make_mut().selection_set);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// `place`: a number for the way to the selections.
fn defer(selections: &mut Vec<Selection>, place: u64) {
    for selection in &mut *selections {
        match selection {
            Selection::Field(field) if field.selection_set.is_empty() => {}
            Selection::Field(field) => {
                let place = place ^ hash(field.response_name());
                defer(&mut field.make_mut().selection_set, mixed(place));
            }
            Selection::InlineFragment(fragment) => {
                let on = fragment.type_condition.as_deref().unwrap_or_default();
                let place = mixed(place ^ hash(on));
                let fragment = fragment.make_mut();
                defer(&mut fragment.selection_set, place);
                mark(&mut fragment.directives, place);
            }
            Selection::FragmentSpread(spread) => {
                let place = mixed(place ^ hash(&spread.fragment_name));
                mark(&mut spread.make_mut().directives, place);
            }
        }
    }
    let first = match selections.first() {
        Some(Selection::Field(field)) => hash(field.response_name()),
        Some(Selection::InlineFragment(_) | Selection::FragmentSpread(_)) => 0,
        None => return,
    };
    let dice = mixed(place ^ first);
    if !dice.is_multiple_of(3) {
        return;
    }
    // All of them, or the later ones.
    let at = (dice / 3) as usize % selections.len();
    let mut fragment = InlineFragment {
        type_condition: None,
        directives: DirectiveList::new(),
        selection_set: selections.split_off(at),
    };
    fragment.directives.push(directive());
    selections.push(Selection::InlineFragment(Node::new(fragment)));
}

/// Defers every fourth fragment.
fn mark(directives: &mut DirectiveList, place: u64) {
    if mixed(place).is_multiple_of(4) {
        directives.push(directive());
    }
}

fn directive() -> Node<Directive> {
    Node::new(Directive {
        name: name!("defer"),
        arguments: Vec::new(),
    })
}
