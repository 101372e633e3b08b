//! Arguments: those that all subgraphs resolving the field know.

use std::fmt::{self, Display};

use apollo_compiler::ast::{DirectiveLocation, FieldDefinition, InputValueDefinition};
use apollo_compiler::{Name, Node};
use indexmap::IndexSet;

use super::defaults::DefaultSource;
use super::directives::Applied;
use super::fields::FieldSource;
use super::{Context, defaults, descriptions, directives, type_refs};
use crate::diagnostic::Severity;
use crate::{Diagnostic, codes, hints};

/// Merges the arguments of a field over the subgraphs that resolve it.
pub(super) fn merge(
    cx: &mut Context<'_>,
    coordinate: &dyn Display,
    sources: &[&FieldSource<'_>],
) -> Vec<Node<InputValueDefinition>> {
    let names: IndexSet<&Name, ahash::RandomState> = sources
        .iter()
        .flat_map(|source| source.def.arguments.iter().map(|argument| &argument.name))
        .collect();
    let mut merged = Vec::new();
    for name in names {
        merged.extend(merge_one(
            cx,
            &fmt::from_fn(|f| write!(f, "{coordinate}({name}:)")),
            name,
            sources,
        ));
    }
    merged
}

fn merge_one(
    cx: &mut Context<'_>,
    coordinate: &dyn Display,
    name: &Name,
    sources: &[&FieldSource<'_>],
) -> Option<Node<InputValueDefinition>> {
    let (contextual, plain): (Vec<&FieldSource<'_>>, Vec<&FieldSource<'_>>) = sources
        .iter()
        .partition(|source| source.meta.contexts.iter().any(|c| c.argument == *name));
    let declared: Vec<(&FieldSource<'_>, &Node<InputValueDefinition>)> = plain
        .iter()
        .filter_map(|source| Some((*source, source.def.argument_by_name(name)?)))
        .collect();
    if !contextual.is_empty() {
        not_contextual_everywhere(cx, coordinate, &contextual, &declared);
        return None;
    }
    if declared.len() < sources.len() {
        missing(cx, coordinate, name, sources, &declared);
        return None;
    }
    let element = || format!("the argument `{coordinate}`");
    let texts = declared
        .iter()
        .map(|(_, argument)| argument.description.as_ref());
    let description = descriptions::merge(cx, element, texts);
    let types: Vec<_> = declared.iter().map(|(_, argument)| &*argument.ty).collect();
    let Some(ty) = cx.subtypes.strictest(&types).cloned() else {
        mismatch(cx, coordinate, &declared);
        return None;
    };
    if types.iter().any(|other| **other != ty) {
        let code = hints::INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE;
        let message = format!("the argument `{coordinate}` has different types; `{ty}` is taken");
        let mut hint = Diagnostic::new(Severity::Hint, code, message);
        for (source, argument) in &declared {
            let subgraph = &cx.subgraphs[source.index];
            hint = hint
                .at(subgraph.place(argument.location()))
                .note(format!("`{}` in {}", argument.ty, subgraph.name));
        }
        cx.findings.push(hint);
    }
    let values: Vec<DefaultSource<'_>> = declared
        .iter()
        .map(|(source, argument)| DefaultSource::of(source.index, argument))
        .collect();
    let code = codes::FIELD_ARGUMENT_DEFAULT_MISMATCH;
    let default_value = defaults::merge(cx, element, code, &values);
    let applied: Vec<Applied<'_>> = declared
        .iter()
        .map(|(source, argument)| Applied::of(source.index, &argument.directives))
        .collect();
    let all = directives::merge(
        cx,
        coordinate,
        DirectiveLocation::ArgumentDefinition,
        &applied,
    );
    Some(Node::new(InputValueDefinition {
        description,
        name: name.clone(),
        ty: Node::new(ty),
        default_value,
        directives: all.into_iter().collect(),
    }))
}

type Declared<'a> = [(&'a FieldSource<'a>, &'a Node<InputValueDefinition>)];

fn missing(
    cx: &mut Context<'_>,
    coordinate: &dyn Display,
    name: &Name,
    sources: &[&FieldSource<'_>],
    declared: &Declared<'_>,
) {
    let without: Vec<&str> = sources
        .iter()
        .filter(|source| source.def.argument_by_name(name).is_none())
        .map(|source| cx.subgraphs[source.index].name.as_str())
        .collect();
    let without = without.join(", ");
    let places = sources
        .iter()
        .map(|source| {
            let argument = source.def.argument_by_name(name);
            let subgraph = &cx.subgraphs[source.index];
            match argument {
                Some(argument) if argument.is_required() => {
                    subgraph.place(argument.location()).labelled("required")
                }
                Some(argument) => subgraph.place(argument.location()).secondary(),
                None => subgraph.place(source.def.location()).secondary(),
            }
        })
        .collect::<Vec<_>>();
    let required = declared.iter().find(|(_, argument)| argument.is_required());
    let finding = match required {
        Some((source, _)) => {
            let message = format!(
                "the argument `{coordinate}` is required in {}, but unknown to {without}",
                cx.subgraphs[source.index].name
            );
            Diagnostic::error(codes::REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH, message).fix(
                format!("add the argument in {without}, or make it optional"),
            )
        }
        None => {
            let message =
                format!("the argument `{coordinate}` is left out: it is unknown to {without}");
            Diagnostic::new(
                Severity::Hint,
                hints::INCONSISTENT_ARGUMENT_PRESENCE,
                message,
            )
        }
    };
    cx.findings.push(finding.at_all(places));
}

fn mismatch(cx: &mut Context<'_>, coordinate: &dyn Display, declared: &Declared<'_>) {
    let message = format!("the argument `{coordinate}` has types that cannot be reconciled");
    let mut finding = Diagnostic::error(codes::FIELD_ARGUMENT_TYPE_MISMATCH, message);
    let types: Vec<_> = declared.iter().map(|(_, argument)| &*argument.ty).collect();
    let usual = type_refs::usual(&types);
    for (source, argument) in declared {
        let subgraph = &cx.subgraphs[source.index];
        let place = subgraph.place(argument.location());
        let is_usual = usual == Some(&argument.ty);
        finding = finding
            .at(if is_usual { place.secondary() } else { place })
            .note(format!("`{}` in {}", argument.ty, subgraph.name));
    }
    cx.findings.push(finding);
}

/// Clients cannot give what another subgraph fills from a context.
fn not_contextual_everywhere(
    cx: &mut Context<'_>,
    coordinate: &dyn Display,
    contextual: &[&FieldSource<'_>],
    declared: &Declared<'_>,
) {
    let filled: Vec<&str> = contextual
        .iter()
        .map(|source| cx.subgraphs[source.index].name.as_str())
        .collect();
    let filled = filled.join(", ");
    for (source, argument) in declared {
        let subgraph = &cx.subgraphs[source.index];
        let (severity, what) = if argument.is_required() {
            (Severity::Error, "required from clients")
        } else {
            (Severity::Hint, "an argument of its own, left out,")
        };
        let message = format!(
            "the argument `{coordinate}` is filled from a context in {filled}, but {what} in {}",
            subgraph.name
        );
        let code = codes::CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS;
        let mut finding =
            Diagnostic::new(severity, code, message).at(subgraph.place(argument.location()));
        if severity == Severity::Error {
            finding = finding.fix("fill it from a context everywhere, or make it optional");
        }
        cx.findings.push(finding);
    }
}

/// Checks the arguments of external copies against the merged field.
pub(super) fn check_external(
    cx: &mut Context<'_>,
    coordinate: &dyn Display,
    external: &FieldSource<'_>,
    merged: &FieldDefinition,
) {
    for argument in &merged.arguments {
        let at = format!("{coordinate}({}:)", argument.name);
        let subgraph = &cx.subgraphs[external.index];
        let place = |span| subgraph.place(span);
        let Some(own) = external.def.argument_by_name(&argument.name) else {
            let message = format!(
                "the external copy in {} lacks the argument `{at}`",
                subgraph.name
            );
            let finding = Diagnostic::error(codes::EXTERNAL_ARGUMENT_MISSING, message);
            let finding = finding.at(place(external.def.location()));
            cx.findings.push(finding.fix(format!(
                "declare `{}: {}` there",
                argument.name, argument.ty
            )));
            continue;
        };
        if own.ty != argument.ty && !cx.subtypes.includes(&own.ty, &argument.ty) {
            let message = format!(
                "the external copy of `{at}` in {} is `{}`, and the argument is `{}`",
                subgraph.name, own.ty, argument.ty
            );
            let finding = Diagnostic::error(codes::EXTERNAL_ARGUMENT_TYPE_MISMATCH, message);
            let finding = finding.at(place(own.location()));
            cx.findings.push(finding);
        } else if own.default_value.as_deref() != argument.default_value.as_deref() {
            let message = format!(
                "the external copy of `{at}` in {} has another default",
                subgraph.name
            );
            let finding = Diagnostic::error(codes::EXTERNAL_ARGUMENT_DEFAULT_MISMATCH, message);
            let finding = finding.at(place(own.location()));
            cx.findings.push(finding);
        }
    }
}
