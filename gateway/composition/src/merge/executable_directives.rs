//! Directives of operations: clients may use those that every subgraph knows.

use apollo_compiler::ast::{Definition, DirectiveDefinition, DirectiveLocation};
use apollo_compiler::{Name, Node};
use std::collections::BTreeMap;

use super::Context;
use crate::diagnostic::Severity;
use crate::{Diagnostic, hints};

pub(super) fn merge(cx: &mut Context<'_>) -> Vec<Definition> {
    let mut sources: BTreeMap<Name, Vec<&Node<DirectiveDefinition>>> = BTreeMap::new();
    for subgraph in cx.subgraphs {
        for (name, definition) in &subgraph.schema.directive_definitions {
            let own = subgraph.names.element(name).is_none()
                && !["skip", "include", "deprecated", "specifiedBy", "oneOf"]
                    .contains(&name.as_str());
            if own && definition.locations.iter().any(is_executable) {
                sources.entry(name.clone()).or_default().push(definition);
            }
        }
    }
    let mut merged = Vec::new();
    for (name, definitions) in sources {
        if definitions.len() < cx.subgraphs.len() {
            hint(
                cx,
                hints::INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE,
                format!("@{name} is left out: not every subgraph knows it"),
            );
        } else if let Some(definition) = merge_one(cx, &name, &definitions) {
            merged.push(Definition::DirectiveDefinition(Node::new(definition)));
        }
    }
    merged
}

fn merge_one(
    cx: &mut Context<'_>,
    name: &Name,
    definitions: &[&Node<DirectiveDefinition>],
) -> Option<DirectiveDefinition> {
    let (first, others) = definitions.split_first()?;
    let executable = |definition: &DirectiveDefinition| -> Vec<DirectiveLocation> {
        let locations = definition.locations.iter().copied();
        locations.filter(is_executable).collect()
    };
    let mut locations = executable(first);
    let before = locations.len();
    let mut differ = false;
    for other in others {
        let known = executable(other);
        differ |= known.len() != before;
        locations.retain(|location| known.contains(location));
    }
    if locations.is_empty() {
        hint(
            cx,
            hints::NO_EXECUTABLE_DIRECTIVE_INTERSECTION,
            format!("@{name} is left out: it has no location that all subgraphs know"),
        );
        return None;
    }
    if differ || locations.len() < before {
        hint(
            cx,
            hints::INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS,
            format!("@{name} keeps the locations that all subgraphs know"),
        );
    }
    // A directive's arguments must be readable by all.
    let arguments = first.arguments.iter().filter(|argument| {
        others.iter().all(|other| {
            let known = other.arguments.iter().find(|a| a.name == argument.name);
            known.is_some_and(|known| known.ty == argument.ty)
        })
    });
    Some(DirectiveDefinition {
        description: first.description.clone(),
        name: name.clone(),
        arguments: arguments.cloned().collect(),
        repeatable: definitions.iter().all(|definition| definition.repeatable),
        locations,
    })
}

fn hint(cx: &mut Context<'_>, code: &'static str, message: String) {
    cx.findings
        .push(Diagnostic::new(Severity::Hint, code, message));
}

fn is_executable(location: &DirectiveLocation) -> bool {
    match location {
        DirectiveLocation::Query
        | DirectiveLocation::Mutation
        | DirectiveLocation::Subscription
        | DirectiveLocation::Field
        | DirectiveLocation::FragmentDefinition
        | DirectiveLocation::FragmentSpread
        | DirectiveLocation::InlineFragment
        | DirectiveLocation::VariableDefinition => true,
        DirectiveLocation::Schema
        | DirectiveLocation::Scalar
        | DirectiveLocation::Object
        | DirectiveLocation::FieldDefinition
        | DirectiveLocation::ArgumentDefinition
        | DirectiveLocation::Interface
        | DirectiveLocation::Union
        | DirectiveLocation::Enum
        | DirectiveLocation::EnumValue
        | DirectiveLocation::InputObject
        | DirectiveLocation::InputFieldDefinition => false,
    }
}
