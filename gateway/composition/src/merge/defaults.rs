//! One default of several.

use apollo_compiler::Node;
use apollo_compiler::ast::{InputValueDefinition, Value};

use super::Context;
use crate::diagnostic::Severity;
use crate::{Diagnostic, Place, hints};

/// One input element's default in one subgraph.
pub(super) struct DefaultSource<'a> {
    index: usize,
    input: &'a Node<InputValueDefinition>,
}

impl<'a> DefaultSource<'a> {
    pub(super) fn of(index: usize, input: &'a Node<InputValueDefinition>) -> Self {
        Self { index, input }
    }

    fn value(&self) -> Option<&'a Node<Value>> {
        self.input.default_value.as_ref()
    }

    fn place(&self, cx: &Context<'_>) -> Place {
        cx.subgraphs[self.index].place(self.input.location())
    }
}

/// The default that all subgraphs give. One that only some give is left out: the others would be asked without
/// the value. Two different ones are an error with `code`.
pub(super) fn merge(
    cx: &mut Context<'_>,
    element: impl Fn() -> String,
    code: &'static str,
    sources: &[DefaultSource<'_>],
) -> Option<Node<Value>> {
    let given: Vec<&Node<Value>> = sources.iter().filter_map(DefaultSource::value).collect();
    let first = *given.first()?;
    if given.iter().any(|value| !same(value, first)) {
        let message = format!("{} has different defaults", element());
        let mut finding = Diagnostic::error(code, message);
        for source in sources {
            finding = finding.at(source.place(cx));
            if let Some(value) = source.value() {
                let value = value.serialize().no_indent().to_string();
                let subgraph = &cx.subgraphs[source.index].name;
                finding = finding.note(format!("{value} in {subgraph}"));
            }
        }
        cx.findings
            .push(finding.fix("give it the same default everywhere"));
        return None;
    }
    if given.len() < sources.len() {
        let message = format!(
            "{} has a default in some subgraphs only; it is left out",
            element()
        );
        let code = hints::INCONSISTENT_DEFAULT_VALUE_PRESENCE;
        let places: Vec<Place> = sources.iter().map(|source| source.place(cx)).collect();
        let finding = Diagnostic::new(Severity::Hint, code, message).at_all(places);
        cx.findings.push(finding);
        return None;
    }
    Some(first.clone())
}

/// The order of an input object's fields does not matter. Recursion is bounded by the parser's limit.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| same(l, r))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, value)| {
                    let other = right.iter().find(|(other, _)| other == name);
                    other.is_some_and(|(_, other)| same(value, other))
                })
        }
        (left, right) => left == right,
    }
}
