//! A GraphQL server over the data: one that has it all, or a subgraph that has its part and insists on it.

mod arguments;
mod complete;
mod contexts;
mod entities;
mod resolve;
mod varying;

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use apollo_compiler::ExecutableDocument;
use apollo_compiler::Schema;
use apollo_compiler::ast::{OperationType, Selection as SetItem};
use apollo_compiler::executable::Operation;
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use serde_json::{Map, Value, json};

use crate::case::Settings;
use crate::data::Object;
use crate::graph::Graph;

pub(crate) use resolve::CHANGED;
pub(crate) use varying::settle;

/// An error as a server reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldError {
    pub(crate) path: Vec<Value>,
    pub(crate) message: String,
}

/// An object is of a type that clients do not know: its fields may have been asked, and may have failed, all the same.
pub(crate) const HIDDEN_TYPE: &str = "a type that clients do not know";

/// A field's requirement failed where a sibling that may not be null took the whole object along.
pub(crate) const NOT_SENT: &str = "what it requires is missing";

/// The caller may not read the field.
pub(crate) const DENIED: &str = "the caller may not read this";

/// What a server answers.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// `null` or an object.
    pub(crate) data: Value,
    pub(crate) errors: Vec<FieldError>,
}

impl Answer {
    /// As a GraphQL response.
    pub(crate) fn to_json(&self) -> Value {
        let mut response = Map::new();
        if !self.errors.is_empty() {
            let errors = self.errors.iter();
            let errors = errors.map(|it| json!({ "message": it.message, "path": it.path }));
            response.insert("errors".to_owned(), errors.collect());
        }
        response.insert("data".to_owned(), self.data.clone());
        Value::Object(response)
    }
}

/// A server and the request it answers.
pub(crate) struct Server<'a> {
    graph: &'a Graph,
    /// A subgraph; `None` for the server that has it all.
    home: Option<usize>,
    /// By which the document was validated.
    schema: &'a Valid<Schema>,
    document: &'a Valid<ExecutableDocument>,
    variables: Map<String, Value>,
    settings: &'a Settings,
    /// Mutations so far, which every server sees.
    state: &'a AtomicU64,
    errors: RefCell<Vec<FieldError>>,
    path: RefCell<Vec<Value>>,
}

/// Why there is no value.
#[derive(Debug)]
enum Stop {
    /// It is null where it may not be; errors tell why.
    Null,
    /// The request should not have been sent.
    Fault(String),
}

/// Where a selection is read.
#[derive(Clone, Copy)]
struct At<'a> {
    object: &'a Object,
    /// What was sent of it.
    said: Option<&'a Value>,
    /// What `@provides` makes local here.
    provided: &'a [&'a SetItem],
    /// The object that it stands in, and the field there.
    above: Option<(&'a At<'a>, &'a str)>,
}

/// What one server that has all the data answers.
///
/// # Errors
/// When the operation cannot be run at all.
pub(crate) fn whole_answer(
    graph: &Graph,
    schema: &Valid<Schema>,
    document: &Valid<ExecutableDocument>,
    settings: &Settings,
) -> Result<Answer, String> {
    let operation = document.operations.get(settings.operation_name.as_deref());
    let operation = operation.map_err(|_| "no operation".to_owned())?;
    let state = AtomicU64::new(0);
    let server = Server {
        graph,
        home: None,
        schema,
        document,
        variables: coerced(schema, operation, &settings.variables)?,
        settings,
        state: &state,
        errors: RefCell::default(),
        path: RefCell::default(),
    };
    server.run(operation)
}

/// What a subgraph answers to a request body.
///
/// # Errors
/// Says why the request should not have been sent.
pub(crate) fn subgraph_answer(
    graph: &Graph,
    home: usize,
    body: &[u8],
    settings: &Settings,
    state: &AtomicU64,
) -> Result<Answer, String> {
    let body: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let text = body["query"].as_str().ok_or("no query")?;
    let schema = &graph.homes[home].schema;
    let document = ExecutableDocument::parse_and_validate(schema, text, "request")
        .map_err(|invalid| format!("{}\n{text}", invalid.errors))?;
    let operation = document.operations.get(None).map_err(|_| "no operation")?;
    let given = body["variables"].as_object().cloned().unwrap_or_default();
    if let Some(name) = given.keys().find(|name| !declares(operation, name)) {
        return Err(format!("the variable {name} is not declared: {text}"));
    }
    let server = Server {
        graph,
        home: Some(home),
        schema,
        document: &document,
        variables: coerced(schema, operation, &given)?,
        settings,
        state,
        errors: RefCell::default(),
        path: RefCell::default(),
    };
    server.run(operation)
}

fn declares(operation: &Operation, name: &str) -> bool {
    operation
        .variables
        .iter()
        .any(|variable| variable.name == *name)
}

fn coerced(
    schema: &Valid<Schema>,
    operation: &Operation,
    values: &Map<String, Value>,
) -> Result<Map<String, Value>, String> {
    let text = serde_json::to_vec(values).map_err(|error| error.to_string())?;
    let values: JsonMap = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
    let coerced = coerce_variable_values(schema, operation, &values)
        .map_err(|error| error.message().to_string())?;
    let text = serde_json::to_vec(&*coerced).map_err(|error| error.to_string())?;
    serde_json::from_slice(&text).map_err(|error| error.to_string())
}

impl Server<'_> {
    fn run(&self, operation: &Operation) -> Result<Answer, String> {
        let ty = match operation.operation_type {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        };
        let root = Object {
            ty: Arc::from(ty),
            number: 0,
        };
        let at = At {
            object: &root,
            said: None,
            provided: &[],
            above: None,
        };
        let data = match self.object(at, &[&operation.selection_set]) {
            Ok(data) => data,
            Err(Stop::Null) => Value::Null,
            Err(Stop::Fault(why)) => return Err(why),
        };
        Ok(Answer {
            data,
            errors: self.errors.take(),
        })
    }

    fn report(&self, message: impl Into<String>) {
        self.errors.borrow_mut().push(FieldError {
            path: self.path.borrow().clone(),
            message: message.into(),
        });
    }

    fn within<T>(&self, step: Value, work: impl FnOnce() -> T) -> T {
        self.path.borrow_mut().push(step);
        let done = work();
        self.path.borrow_mut().pop();
        done
    }

    fn mutated(&self) -> u64 {
        self.state.load(Ordering::SeqCst)
    }
}
