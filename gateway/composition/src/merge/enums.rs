//! Enums, by use: output unites the values, input intersects them, both ways asks that they are equal.

use apollo_compiler::ast::{
    Definition, DirectiveLocation, EnumTypeDefinition, EnumValueDefinition,
};
use apollo_compiler::schema::{Component, EnumType, ExtendedType};
use apollo_compiler::{Name, Node};
use indexmap::IndexSet;

use super::directives::Applied;
use super::join::Application;
use super::usage::EnumUsage;
use super::{Context, descriptions, directives};
use crate::diagnostic::Severity;
use crate::{Diagnostic, codes, hints};

type Declared<'a> = Vec<(usize, &'a Node<EnumType>)>;

pub(super) fn merge(cx: &mut Context<'_>, name: &Name, sources: &[usize]) -> Option<Definition> {
    let subgraphs = cx.subgraphs;
    let declared: Declared<'_> = sources
        .iter()
        .filter_map(|index| match subgraphs[*index].ty(name) {
            Some(ExtendedType::Enum(ty)) => Some((*index, ty)),
            Some(
                ExtendedType::Scalar(_)
                | ExtendedType::Object(_)
                | ExtendedType::Interface(_)
                | ExtendedType::Union(_)
                | ExtendedType::InputObject(_),
            )
            | None => None,
        })
        .collect();
    let usage = cx.enums.get(name);
    let values = values(cx, name, &declared, &usage);
    if values.is_empty() {
        let message =
            format!("the enum `{name}` is used as input, and no value is known to all subgraphs");
        let finding = Diagnostic::error(codes::EMPTY_MERGED_ENUM_TYPE, message)
            .at_all(cx.places(name, sources))
            .fix("declare at least one value in all of them");
        cx.findings.push(finding);
        return None;
    }
    let element = || format!("the enum `{name}`");
    let texts = declared.iter().map(|(_, ty)| ty.description.as_ref());
    let description = descriptions::merge(cx, element, texts);
    let applied: Vec<Applied<'_>> = declared
        .iter()
        .map(|(index, ty)| Applied::of_type(*index, &ty.directives))
        .collect();
    let mut all = cx.join_types(name, sources);
    all.extend(directives::merge(
        cx,
        name,
        DirectiveLocation::Enum,
        &applied,
    ));
    let values = values
        .iter()
        .map(|value| Node::new(merge_value(cx, name, value, &declared)))
        .collect();
    Some(Definition::EnumTypeDefinition(Node::new(
        EnumTypeDefinition {
            description,
            name: name.clone(),
            directives: all.into_iter().collect(),
            values,
        },
    )))
}

fn values(
    cx: &mut Context<'_>,
    name: &Name,
    declared: &Declared<'_>,
    usage: &EnumUsage,
) -> IndexSet<Name> {
    let all: IndexSet<Name> = declared
        .iter()
        .flat_map(|(_, ty)| ty.values.keys().cloned())
        .collect();
    let missing_somewhere = |value: &Name| {
        declared
            .iter()
            .any(|(_, ty)| !ty.values.contains_key(value))
    };
    match (&usage.input, &usage.output) {
        (None, Some(_)) => all,
        (None, None) => {
            let message = format!("the enum `{name}` is used nowhere");
            cx.findings.push(Diagnostic::new(
                Severity::Hint,
                hints::UNUSED_ENUM_TYPE,
                message,
            ));
            all
        }
        (Some(_), None) => {
            let (dropped, kept): (IndexSet<Name>, IndexSet<Name>) = all
                .into_iter()
                .partition(|value| missing_somewhere(value) && !is_hidden(cx, declared, value));
            for value in &dropped {
                let message = format!(
                    "`{name}.{value}` is left out: not every subgraph that takes the enum as input knows it"
                );
                let code = hints::INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM;
                let finding = Diagnostic::new(Severity::Hint, code, message);
                let finding = finding.at_all(value_places(cx, declared, value));
                cx.findings.push(finding);
            }
            kept
        }
        (Some(input), Some(output)) => {
            for value in &all {
                if missing_somewhere(value) && !is_hidden(cx, declared, value) {
                    mismatch(cx, name, value, declared, (input, output));
                }
            }
            all
        }
    }
}

/// An inaccessible value need not be known everywhere: no client can send it.
fn is_hidden(cx: &Context<'_>, declared: &Declared<'_>, value: &Name) -> bool {
    declared.iter().any(|(index, ty)| {
        let marker = cx.subgraphs[*index].names.directive("inaccessible");
        let value = ty.values.get(value);
        value.is_some_and(|value| value.directives.has(marker))
    })
}

fn mismatch(
    cx: &mut Context<'_>,
    name: &Name,
    value: &Name,
    declared: &Declared<'_>,
    (input, output): (&str, &str),
) {
    let without: Vec<&str> = declared
        .iter()
        .filter(|(_, ty)| !ty.values.contains_key(value))
        .map(|(index, _)| cx.subgraphs[*index].name.as_str())
        .collect();
    let message = format!(
        "the enum `{name}` is used both ways, and its value `{value}` is not known to {}",
        without.join(", ")
    );
    let subgraphs = cx.subgraphs;
    let lacking = declared
        .iter()
        .filter(|(_, ty)| !ty.values.contains_key(value));
    let edits = lacking.map(|(index, ty)| {
        let last = ty.values.values().last().and_then(|value| value.location());
        subgraphs[*index].append(last, format!(" {value}"))
    });
    let finding = Diagnostic::error(codes::ENUM_VALUE_MISMATCH, message)
        .try_edits(
            format!("add `{value}` to the enum in {}", without.join(", ")),
            edits,
        )
        .at_all(value_places(cx, declared, value))
        .note(format!(
            "`{input}` takes it as input, `{output}` returns it"
        ))
        .fix(format!(
            "add `{value}` to the enum in {}, or mark it @inaccessible",
            without.join(", ")
        ));
    cx.findings.push(finding);
}

/// Where the value stands; in subgraphs that lack it, where the enum does.
fn value_places(cx: &Context<'_>, declared: &Declared<'_>, value: &Name) -> Vec<crate::Place> {
    declared
        .iter()
        .map(|(index, ty)| {
            let span = match ty.values.get(value) {
                Some(value) => value.location(),
                None => ty.name.location(),
            };
            cx.subgraphs[*index].place(span)
        })
        .collect()
}

fn merge_value(
    cx: &mut Context<'_>,
    name: &Name,
    value: &Name,
    declared: &Declared<'_>,
) -> EnumValueDefinition {
    let sources: Vec<(usize, &Component<EnumValueDefinition>)> = declared
        .iter()
        .filter_map(|(index, ty)| Some((*index, ty.values.get(value)?)))
        .collect();
    let mut all: Vec<_> = sources
        .iter()
        .map(|(index, _)| {
            Application::of("join__enumValue")
                .with("graph", cx.graph(*index))
                .node()
        })
        .collect();
    let element = || format!("the value `{name}.{value}`");
    let texts = sources.iter().map(|(_, value)| value.description.as_ref());
    let description = descriptions::merge(cx, element, texts);
    let applied: Vec<Applied<'_>> = sources
        .iter()
        .map(|(index, value)| Applied::of(*index, &value.directives))
        .collect();
    let coordinate = format!("{name}.{value}");
    all.extend(directives::merge(
        cx,
        &coordinate,
        DirectiveLocation::EnumValue,
        &applied,
    ));
    EnumValueDefinition {
        description,
        value: value.clone(),
        directives: all.into_iter().collect(),
    }
}
