//! Fields of objects and interfaces.

use std::fmt::{self, Display};

use apollo_compiler::ast::{
    Directive, DirectiveList, DirectiveLocation, FieldDefinition, Type, Value,
};
use apollo_compiler::schema::Component;
use apollo_compiler::{Name, Node};

use super::directives::Applied;
use super::join::{Application, string};
use super::{
    Context, arguments, descriptions, directives, external_copies, interface_objects, sharing,
    type_refs,
};
use crate::diagnostic::Severity;
use crate::subgraph::FieldMeta;
use crate::{Diagnostic, codes, hints};

/// The type a field is merged for.
pub(super) struct Parent<'a> {
    pub(super) name: &'a Name,
    /// Every subgraph that declares the type.
    pub(super) sources: &'a [usize],
    pub(super) is_interface: bool,
}

/// One subgraph's copy of a field.
pub(super) struct FieldSource<'a> {
    pub(super) index: usize,
    pub(super) def: &'a Component<FieldDefinition>,
    pub(super) meta: &'a FieldMeta,
}

/// Merges one field; `None` when it cannot be.
pub(super) fn merge(
    cx: &mut Context<'_>,
    parent: &Parent<'_>,
    name: &Name,
    sources: &[FieldSource<'_>],
) -> Option<Node<FieldDefinition>> {
    match sources {
        // Most of a large graph, and not copied.
        [sole] if stands_alone(cx, parent, sole) => Some(sole.def.node.clone()),
        _ => merge_copies(cx, parent, name, sources).map(Node::new),
    }
}

/// Whether a field that one subgraph alone has is in the supergraph as it stands there: its type is declared nowhere
/// else, and nothing but itself is said of it.
fn stands_alone(cx: &Context<'_>, parent: &Parent<'_>, field: &FieldSource<'_>) -> bool {
    let plain = |directives: &DirectiveList, description: &Option<Node<str>>| {
        directives.is_empty() && description.as_ref().is_none_or(|text| !text.is_empty())
    };
    let def = &field.def;
    parent.sources.len() == 1
        && !cx.has_interface_objects
        && !field.meta.external
        && plain(&def.directives, &def.description)
        && def
            .arguments
            .iter()
            .all(|a| plain(&a.directives, &a.description))
}

fn merge_copies(
    cx: &mut Context<'_>,
    parent: &Parent<'_>,
    name: &Name,
    sources: &[FieldSource<'_>],
) -> Option<FieldDefinition> {
    let coordinate = fmt::from_fn(|f| write!(f, "{}.{name}", parent.name));
    let mut resolving: Vec<&FieldSource<'_>> = sources
        .iter()
        .filter(|source| !source.meta.external)
        .collect();
    if resolving.is_empty() {
        if !interface_objects::provide(cx, parent.name, name) {
            nobody_owns(cx, &coordinate, sources);
            return None;
        }
        // An interface object gives it: the external copies say what it is on this very type.
        resolving = sources.iter().collect();
    }
    sharing::check(cx, parent, name, sources);
    let ty = merge_type(cx, &coordinate, &resolving)?;
    let element = || format!("the field `{coordinate}`");
    let texts = resolving
        .iter()
        .map(|source| source.def.description.as_ref());
    let description = descriptions::merge(cx, element, texts);
    let merged_arguments = arguments::merge(cx, &coordinate, &resolving);
    external_copies::silent(cx, &coordinate, sources);
    let applied: Vec<Applied<'_>> = sources
        .iter()
        .filter(|source| !source.meta.external)
        .map(|source| Applied::of(source.index, &source.def.directives))
        .collect();
    let mut all = joins(cx, parent, name, sources, &ty);
    let location = DirectiveLocation::FieldDefinition;
    all.extend(directives::merge(cx, &coordinate, location, &applied));
    let merged = FieldDefinition {
        description,
        name: name.clone(),
        arguments: merged_arguments,
        ty,
        directives: all.into_iter().collect(),
    };
    // Where the owners differ among themselves, an external copy may be of any of their types.
    let uniform = resolving.iter().all(|source| source.def.ty == merged.ty);
    for source in sources.iter().filter(|source| source.meta.external) {
        external_copies::check(cx, &coordinate, source, &merged, uniform);
    }
    Some(merged)
}

fn nobody_owns(cx: &mut Context<'_>, coordinate: &dyn Display, sources: &[FieldSource<'_>]) {
    let message = format!("`{coordinate}` is external everywhere: no subgraph resolves it");
    let mut finding = Diagnostic::error(codes::EXTERNAL_MISSING_ON_BASE, message);
    for source in sources {
        let subgraph = &cx.subgraphs[source.index];
        finding = finding.at(subgraph.place(source.def.location()));
    }
    cx.findings
        .push(finding.fix("resolve the field in one of the subgraphs, and remove @external there"));
}

fn merge_type(
    cx: &mut Context<'_>,
    coordinate: &dyn Display,
    resolving: &[&FieldSource<'_>],
) -> Option<Type> {
    let types: Vec<&Type> = resolving.iter().map(|source| &source.def.ty).collect();
    let usual = type_refs::usual(&types);
    let told = |finding: Diagnostic, cx: &Context<'_>| {
        resolving.iter().fold(finding, |finding, source| {
            let subgraph = &cx.subgraphs[source.index];
            let place = subgraph.place(source.def.location());
            let is_usual = usual == Some(&source.def.ty);
            finding
                .at(if is_usual { place.secondary() } else { place })
                .note(format!("`{}` in {}", source.def.ty, subgraph.name))
        })
    };
    let Some(ty) = cx.subtypes.most_general(&types).cloned() else {
        let message = format!("the field `{coordinate}` has types that cannot be reconciled");
        let finding = told(Diagnostic::error(codes::FIELD_TYPE_MISMATCH, message), cx);
        cx.findings.push(finding);
        return None;
    };
    if types.iter().any(|other| **other != ty) {
        let message = format!("the field `{coordinate}` has different types; `{ty}` is taken");
        let code = hints::INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE;
        let hint = told(Diagnostic::new(Severity::Hint, code, message), cx);
        cx.findings.push(hint);
    }
    Some(ty)
}

/// `@join__field`, one a subgraph; none where all subgraphs of the type have the field alike.
fn joins(
    cx: &mut Context<'_>,
    parent: &Parent<'_>,
    name: &Name,
    sources: &[FieldSource<'_>],
    ty: &Type,
) -> Vec<Node<Directive>> {
    let differ = sources.iter().any(|source| source.def.ty != *ty);
    if !differ && sources.len() == parent.sources.len() && is_plain(cx, parent, name, sources) {
        return Vec::new();
    }
    let mut said = Vec::new();
    for source in sources {
        let losing = cx
            .overrides
            .losing(parent.name, name, source.index)
            .cloned();
        if losing
            .as_ref()
            .is_some_and(|o| o.label.is_none() && !o.used)
        {
            // A dead copy that nothing needs is as good as absent.
            continue;
        }
        let winning = cx
            .overrides
            .winning(parent.name, name, source.index)
            .cloned();
        let label = [&winning, &losing]
            .into_iter()
            .find_map(|o| o.as_ref()?.label.clone());
        cx.specs.label |= label.is_some();
        let needed = losing.is_some_and(|o| o.used);
        let meta = source.meta;
        let contexts = context_arguments(cx, source);
        let set = |set: &Option<Box<crate::subgraph::SetMeta>>| {
            set.as_ref().map(|set| string(set.text.clone()))
        };
        let from = winning.map(|o| string(cx.subgraphs[o.loser].name.clone()));
        let join = Application::of("join__field")
            .with("graph", cx.graph(source.index))
            .with_some("requires", set(&meta.requires).filter(|_| !meta.external))
            .with_some("provides", set(&meta.provides))
            .with_some("type", differ.then(|| string(source.def.ty.to_string())))
            .with_flag("external", meta.external)
            .with_some("override", from)
            .with_flag("usedOverridden", needed && !meta.external)
            .with_some("overrideLabel", label.map(string))
            .with_some("contextArguments", contexts);
        said.push(join.node());
    }
    said
}

/// Whether there is nothing to say but that the subgraphs have the field.
fn is_plain(
    cx: &Context<'_>,
    parent: &Parent<'_>,
    name: &Name,
    sources: &[FieldSource<'_>],
) -> bool {
    sources.iter().all(|source| {
        let meta = source.meta;
        let overrides = &cx.overrides;
        !meta.external
            && meta.requires.is_none()
            && meta.provides.is_none()
            && meta.contexts.is_empty()
            && overrides.losing(parent.name, name, source.index).is_none()
            && overrides.winning(parent.name, name, source.index).is_none()
    })
}

fn context_arguments(cx: &mut Context<'_>, source: &FieldSource<'_>) -> Option<Value> {
    let mut items = Vec::new();
    for context in &source.meta.contexts {
        let argument = source.def.argument_by_name(&context.argument)?;
        let (name, selection) = context.parts()?;
        let selection = match gateway_supergraph::parse_selections(selection) {
            Ok(selections) => format!("{{ {} }}", crate::subgraph::field_set::text(&selections)),
            // Told by the context rules.
            Err(_) => return None,
        };
        cx.specs.context = true;
        let fields = [
            ("context", cx.context_name(source.index, name)),
            ("name", context.argument.to_string()),
            ("type", argument.ty.to_string()),
            ("selection", selection),
        ];
        let object = fields
            .into_iter()
            .map(|(key, text)| (Name::new_unchecked(key), Node::new(Value::String(text))))
            .collect();
        items.push(Node::new(Value::Object(object)));
    }
    (!items.is_empty()).then_some(Value::List(items))
}
