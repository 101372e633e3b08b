//! Input objects: the fields that all subgraphs know.

use apollo_compiler::ast::{
    Definition, DirectiveLocation, InputObjectTypeDefinition, InputValueDefinition,
};
use apollo_compiler::schema::{Component, ExtendedType, InputObjectType};
use apollo_compiler::{Name, Node};
use indexmap::IndexSet;

use super::defaults::DefaultSource;
use super::directives::Applied;
use super::join::{Application, string};
use super::{Context, defaults, descriptions, directives};
use crate::diagnostic::Severity;
use crate::{Diagnostic, codes, hints};

type Declared<'a> = Vec<(usize, &'a Node<InputObjectType>)>;
type Fields<'a> = Vec<(usize, &'a Component<InputValueDefinition>)>;

pub(super) fn merge(cx: &mut Context<'_>, name: &Name, sources: &[usize]) -> Option<Definition> {
    let subgraphs = cx.subgraphs;
    let declared: Declared<'_> = sources
        .iter()
        .filter_map(|index| match subgraphs[*index].ty(name) {
            Some(ExtendedType::InputObject(ty)) => Some((*index, ty)),
            Some(
                ExtendedType::Scalar(_)
                | ExtendedType::Object(_)
                | ExtendedType::Interface(_)
                | ExtendedType::Union(_)
                | ExtendedType::Enum(_),
            )
            | None => None,
        })
        .collect();
    let names: IndexSet<&Name> = declared
        .iter()
        .flat_map(|(_, ty)| ty.fields.keys())
        .collect();
    let mut fields = Vec::new();
    let mut dropped = 0;
    for field in names {
        let of: Fields<'_> = declared
            .iter()
            .filter_map(|(index, ty)| Some((*index, ty.fields.get(field)?)))
            .collect();
        let everywhere = of.len() == declared.len();
        if everywhere || is_hidden(cx, &of) {
            fields.extend(merge_field(cx, name, field, &of, everywhere).map(Node::new));
        } else {
            dropped += 1;
            missing(cx, name, field, &declared);
        }
    }
    if fields.is_empty() {
        if dropped > 0 {
            let message = format!("the input `{name}` has no field that all subgraphs know");
            let finding = Diagnostic::error(codes::EMPTY_MERGED_INPUT_TYPE, message)
                .at_all(cx.places(name, sources))
                .fix("declare at least one field in all of them");
            cx.findings.push(finding);
        }
        return None;
    }
    let element = || format!("the input `{name}`");
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
        DirectiveLocation::InputObject,
        &applied,
    ));
    Some(Definition::InputObjectTypeDefinition(Node::new(
        InputObjectTypeDefinition {
            description,
            name: name.clone(),
            directives: all.into_iter().collect(),
            fields,
        },
    )))
}

/// An inaccessible field need not be known everywhere: no client can give it.
fn is_hidden(cx: &Context<'_>, of: &Fields<'_>) -> bool {
    of.iter().any(|(index, field)| {
        let marker = cx.subgraphs[*index].names.directive("inaccessible");
        field.directives.has(marker)
    })
}

/// A field that some subgraphs do not know is left out; when another one demands it, that is an error.
fn missing(cx: &mut Context<'_>, name: &Name, field: &Name, declared: &Declared<'_>) {
    let without: Vec<&str> = declared
        .iter()
        .filter(|(_, ty)| !ty.fields.contains_key(field))
        .map(|(index, _)| cx.subgraphs[*index].name.as_str())
        .collect();
    let without = without.join(", ");
    let places: Vec<_> = declared
        .iter()
        .map(|(index, ty)| {
            let span = match ty.fields.get(field) {
                Some(field) => field.location(),
                None => ty.name.location(),
            };
            cx.subgraphs[*index].place(span)
        })
        .collect();
    let required = declared.iter().find(|(_, ty)| {
        let field = ty.fields.get(field);
        field.is_some_and(|field| field.is_required())
    });
    let finding = match required {
        Some((index, _)) => {
            let message = format!(
                "the input field `{name}.{field}` is required in {}, but unknown to {without}",
                cx.subgraphs[*index].name
            );
            Diagnostic::error(
                codes::REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH,
                message,
            )
            .fix(format!(
                "add `{field}` to the input in {without}, or make it optional"
            ))
        }
        None => {
            let message =
                format!("the input field `{name}.{field}` is left out: it is unknown to {without}");
            Diagnostic::new(
                Severity::Hint,
                hints::INCONSISTENT_INPUT_OBJECT_FIELD,
                message,
            )
        }
    };
    cx.findings.push(finding.at_all(places));
}

fn merge_field(
    cx: &mut Context<'_>,
    name: &Name,
    field: &Name,
    sources: &Fields<'_>,
    everywhere: bool,
) -> Option<InputValueDefinition> {
    let coordinate = format!("{name}.{field}");
    let element = || format!("the input field `{coordinate}`");
    let texts = sources.iter().map(|(_, field)| field.description.as_ref());
    let description = descriptions::merge(cx, element, texts);
    let types: Vec<_> = sources.iter().map(|(_, field)| &*field.ty).collect();
    let Some(ty) = cx.subtypes.strictest(&types).cloned() else {
        let message = format!("{} has types that cannot be reconciled", element());
        let mut finding = Diagnostic::error(codes::FIELD_TYPE_MISMATCH, message);
        for (index, field) in sources {
            let subgraph = &cx.subgraphs[*index];
            finding = finding
                .at(subgraph.place(field.location()))
                .note(format!("`{}` in {}", field.ty, subgraph.name));
        }
        cx.findings.push(finding);
        return None;
    };
    let differ = types.iter().any(|other| **other != ty);
    if differ {
        let code = hints::INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE;
        let message = format!("{} has different types; `{ty}` is taken", element());
        cx.findings
            .push(Diagnostic::new(Severity::Hint, code, message));
    }
    let values: Vec<DefaultSource<'_>> = sources
        .iter()
        .map(|(index, field)| DefaultSource::of(*index, field))
        .collect();
    let code = codes::INPUT_FIELD_DEFAULT_MISMATCH;
    let default_value = defaults::merge(cx, element, code, &values);
    let mut all = Vec::new();
    if differ || !everywhere {
        all.extend(sources.iter().map(|(index, field)| {
            Application::of("join__field")
                .with("graph", cx.graph(*index))
                .with_some("type", differ.then(|| string(field.ty.to_string())))
                .node()
        }));
    }
    let applied: Vec<Applied<'_>> = sources
        .iter()
        .map(|(index, field)| Applied::of(*index, &field.directives))
        .collect();
    let location = DirectiveLocation::InputFieldDefinition;
    all.extend(directives::merge(cx, &coordinate, location, &applied));
    Some(InputValueDefinition {
        description,
        name: field.clone(),
        ty: Node::new(ty),
        default_value,
        directives: all.into_iter().collect(),
    })
}
