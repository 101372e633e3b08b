//! Directives that stay in the supergraph: one set of applications of several.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use apollo_compiler::ast::{self, Directive, DirectiveLocation, Value};
use apollo_compiler::schema;
use apollo_compiler::{Node, name};

use super::Context;
use super::join::{Application, string};
use crate::diagnostic::Severity;
use crate::{Diagnostic, hints};

/// Alternatives that a conjunction of scopes or policies may multiply out to.
const MAX_ALTERNATIVES: usize = 1_000;

/// What one subgraph applies to an element.
pub(super) struct Applied<'a> {
    pub(super) index: usize,
    pub(super) directives: Vec<&'a Node<Directive>>,
}

impl<'a> Applied<'a> {
    pub(super) fn of(index: usize, directives: &'a ast::DirectiveList) -> Self {
        Self {
            index,
            directives: directives.iter().collect(),
        }
    }

    pub(super) fn of_type(index: usize, directives: &'a schema::DirectiveList) -> Self {
        Self {
            index,
            directives: directives.iter().map(|directive| &directive.node).collect(),
        }
    }
}

/// The merged applications, under their plain names.
pub(super) fn merge(
    cx: &mut Context<'_>,
    coordinate: &dyn Display,
    location: DirectiveLocation,
    applied: &[Applied<'_>],
) -> Vec<Node<Directive>> {
    if applied.iter().all(|applied| applied.directives.is_empty()) {
        return Vec::new();
    }
    let mut merged = Vec::new();
    tags(cx, applied, &mut merged);
    markers(cx, applied, &mut merged);
    requirements(cx, coordinate, applied, &mut merged);
    cost(cx, coordinate, applied, &mut merged);
    list_size(cx, coordinate, applied, &mut merged);
    standard(cx, coordinate, applied, &mut merged);
    contexts(cx, applied, &mut merged);
    cache_tags(cx, applied, &mut merged);
    cx.composed.apply(location, applied, &mut merged);
    merged
}

/// The applications of a federation directive, with the subgraph of each.
fn all<'a>(
    cx: &Context<'_>,
    applied: &'a [Applied<'a>],
    element: &str,
) -> Vec<(usize, &'a Node<Directive>)> {
    let mut found = Vec::new();
    for source in applied {
        let name = cx.subgraphs[source.index].names.directive(element);
        if name.is_empty() {
            continue;
        }
        let named = source.directives.iter().filter(|d| d.name == name);
        found.extend(named.map(|directive| (source.index, *directive)));
    }
    found
}

fn tags(cx: &mut Context<'_>, applied: &[Applied<'_>], merged: &mut Vec<Node<Directive>>) {
    let names: BTreeSet<&str> = all(cx, applied, "tag")
        .into_iter()
        .filter_map(|(_, tag)| tag.specified_argument_by_name("name")?.as_str())
        .collect();
    cx.specs.tag |= !names.is_empty();
    merged.extend(
        names
            .into_iter()
            .map(|name| Application::of("tag").with("name", string(name)).node()),
    );
}

fn markers(cx: &mut Context<'_>, applied: &[Applied<'_>], merged: &mut Vec<Node<Directive>>) {
    if !all(cx, applied, "inaccessible").is_empty() {
        cx.specs.inaccessible = true;
        merged.push(Application::of("inaccessible").node());
    }
    if !all(cx, applied, "authenticated").is_empty() {
        cx.specs.authenticated = true;
        merged.push(Application::of("authenticated").node());
    }
}

/// Requirements of several subgraphs all hold: none of them may be weakened by another team's.
fn requirements(
    cx: &mut Context<'_>,
    coordinate: &dyn Display,
    applied: &[Applied<'_>],
    merged: &mut Vec<Node<Directive>>,
) {
    for (element, argument) in [("requiresScopes", "scopes"), ("policy", "policies")] {
        let applications = all(cx, applied, element);
        differing(cx, coordinate, element, &applications);
        let lists: Vec<Vec<Vec<String>>> = applications
            .into_iter()
            .filter_map(|(_, directive)| directive.specified_argument_by_name(argument))
            .map(nested_strings)
            .collect();
        let Some(sum) = lists.into_iter().reduce(conjunction) else {
            continue;
        };
        match element {
            "policy" => cx.specs.policy = true,
            _ => cx.specs.requires_scopes = true,
        }
        let value = Value::List(
            sum.into_iter()
                .map(|inner| {
                    Node::new(Value::List(
                        inner
                            .into_iter()
                            .map(|s| Node::new(Value::String(s)))
                            .collect(),
                    ))
                })
                .collect(),
        );
        merged.push(Application::of(element).with(argument, value).node());
    }
}

/// One alternative of each side, without those that ask more than another one does.
fn conjunction(left: Vec<Vec<String>>, right: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let mut sum: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    for (l, r) in left.iter().flat_map(|l| right.iter().map(move |r| (l, r))) {
        if sum.len() >= MAX_ALTERNATIVES {
            // Fewer alternatives ask more of a caller, never less.
            break;
        }
        sum.insert(l.iter().chain(r).cloned().collect());
    }
    let weaker = |all: &BTreeSet<BTreeSet<String>>, one: &BTreeSet<String>| {
        all.iter().any(|other| other != one && other.is_subset(one))
    };
    sum.iter()
        .filter(|one| !weaker(&sum, one))
        .map(|one| one.iter().cloned().collect())
        .collect()
}

fn nested_strings(value: &Node<Value>) -> Vec<Vec<String>> {
    let list = |value: &Node<Value>| match value.as_list() {
        Some(items) => items.to_vec(),
        None => vec![value.clone()],
    };
    list(value)
        .iter()
        .map(|inner| {
            let items = list(inner);
            items
                .iter()
                .filter_map(|s| s.as_str().map(str::to_owned))
                .collect()
        })
        .collect()
}

/// The highest weight: an estimate that is too low protects nothing.
fn cost(
    cx: &mut Context<'_>,
    coordinate: &dyn Display,
    applied: &[Applied<'_>],
    merged: &mut Vec<Node<Directive>>,
) {
    let applications = all(cx, applied, "cost");
    let weights = applications
        .iter()
        .filter_map(|(_, directive)| directive.specified_argument_by_name("weight")?.to_i32());
    if let Some(weight) = weights.max() {
        cx.specs.cost = true;
        differing(cx, coordinate, "cost", &applications);
        merged.push(
            Application::of("cost")
                .with("weight", Value::Int(weight.into()))
                .node(),
        );
    }
}

fn list_size(
    cx: &mut Context<'_>,
    coordinate: &dyn Display,
    applied: &[Applied<'_>],
    merged: &mut Vec<Node<Directive>>,
) {
    let sizes = all(cx, applied, "listSize");
    if sizes.is_empty() {
        return;
    }
    cx.specs.cost = true;
    differing(cx, coordinate, "listSize", &sizes);
    let argument = |name: &'static str| {
        sizes
            .iter()
            .filter_map(move |(_, d)| d.specified_argument_by_name(name))
    };
    let names = |name: &'static str| {
        let names: BTreeSet<String> = argument(name)
            .flat_map(|value| nested_strings(value).into_iter().flatten())
            .collect();
        let values = names
            .into_iter()
            .map(|n| Node::new(Value::String(n)))
            .collect();
        Some(Value::List(values)).filter(|list| *list != Value::List(Vec::new()))
    };
    let assumed = argument("assumedSize")
        .filter_map(|value| value.to_i32())
        .max();
    let one = argument("requireOneSlicingArgument").filter_map(|value| value.to_bool());
    let optional = one.min().filter(|required| !required);
    let application = Application::of("listSize")
        .with_some("assumedSize", assumed.map(|size| Value::Int(size.into())))
        .with_some("slicingArguments", names("slicingArguments"))
        .with_some("sizedFields", names("sizedFields"))
        .with_some("requireOneSlicingArgument", optional.map(Value::Boolean));
    merged.push(application.node());
}

/// Says that the arguments of several subgraphs were made one.
fn differing(
    cx: &mut Context<'_>,
    coordinate: &dyn Display,
    element: &str,
    applications: &[(usize, &Node<Directive>)],
) {
    let [(_, first), others @ ..] = applications else {
        return;
    };
    if others
        .iter()
        .any(|(_, other)| other.arguments != first.arguments)
    {
        let message =
            format!("`{coordinate}` has @{element} with different arguments, which are merged");
        let code = hints::MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS;
        cx.findings
            .push(Diagnostic::new(Severity::Hint, code, message));
    }
}

/// Directives of GraphQL itself: the first subgraph's, with a hint when others say something else.
fn standard(
    cx: &mut Context<'_>,
    coordinate: &dyn Display,
    applied: &[Applied<'_>],
    merged: &mut Vec<Node<Directive>>,
) {
    for name in ["deprecated", "specifiedBy", "oneOf"] {
        let mut found = applied
            .iter()
            .flat_map(|source| source.directives.iter())
            .filter(|directive| directive.name == name);
        let Some(first) = found.next() else {
            continue;
        };
        cx.specs.one_of |= name == "oneOf";
        if found.any(|other| other.arguments != first.arguments) {
            let message =
                format!("`{coordinate}` has @{name} with different arguments in several subgraphs");
            let code = hints::INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS;
            cx.findings
                .push(Diagnostic::new(Severity::Hint, code, message));
        }
        merged.push((*first).clone());
    }
}

/// A context is a subgraph's own: two that are called the same have nothing to do with each other.
fn contexts(cx: &mut Context<'_>, applied: &[Applied<'_>], merged: &mut Vec<Node<Directive>>) {
    for (index, context) in all(cx, applied, "context") {
        let Some(name) = context
            .specified_argument_by_name("name")
            .and_then(|v| v.as_str())
        else {
            continue;
        };
        cx.specs.context = true;
        let name = cx.context_name(index, name);
        merged.push(Application::of("context").with("name", string(name)).node());
    }
}

/// Cache tags are not merged: each says what the subgraphs it names have said. The join spec carries such directives
/// under the name that they have in the federation spec.
fn cache_tags(cx: &mut Context<'_>, applied: &[Applied<'_>], merged: &mut Vec<Node<Directive>>) {
    let mut by_format: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, tag) in all(cx, applied, "cacheTag") {
        let format = tag.specified_argument_by_name("format");
        if let Some(format) = format.and_then(|value| value.as_str()) {
            by_format.entry(format).or_default().push(index);
        }
    }
    cx.specs.cache_tag |= !by_format.is_empty();
    for (format, mut indexes) in by_format {
        indexes.dedup();
        let graphs = indexes.iter().map(|index| Node::new(cx.graph(*index)));
        let arguments = vec![(name!("format"), Node::new(string(format)))];
        merged.push(
            Application::of("join__directive")
                .with("graphs", Value::List(graphs.collect()))
                .with("name", string("federation__cacheTag"))
                .with("args", Value::Object(arguments))
                .node(),
        );
    }
}

impl Context<'_> {
    /// How the supergraph calls a subgraph's context.
    pub(super) fn context_name(&self, index: usize, name: &str) -> String {
        format!("{}__{name}", self.subgraphs[index].name)
    }
}
