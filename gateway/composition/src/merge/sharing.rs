//! A field that several subgraphs resolve must be shareable in all of them.

use apollo_compiler::Name;
use apollo_compiler::parser::SourceSpan;

use super::fields::{FieldSource, Parent};
use super::{Context, interface_objects};
use crate::{Diagnostic, codes};

struct Resolver {
    index: usize,
    shareable: bool,
    span: Option<SourceSpan>,
}

pub(super) fn check(
    cx: &mut Context<'_>,
    parent: &Parent<'_>,
    name: &Name,
    sources: &[FieldSource<'_>],
) {
    let subscription = parent.name == "Subscription";
    if sources.len() < 2 && !cx.has_interface_objects && !subscription {
        return;
    }
    let mut resolvers = Vec::new();
    for source in sources {
        let dead = cx
            .overrides
            .losing(parent.name, name, source.index)
            .is_some();
        let meta = cx.subgraphs[source.index].meta.ty(parent.name);
        let object = meta.is_some_and(|meta| meta.interface_object.is_some());
        // A real interface's fields are resolved on its implementations.
        let absent = source.meta.external && !source.meta.provided;
        if absent || dead || (parent.is_interface && !object) {
            continue;
        }
        resolvers.push(Resolver {
            index: source.index,
            shareable: source.meta.shareable || source.meta.in_key || source.meta.provided,
            span: source.def.location(),
        });
    }
    for (index, meta, span) in interface_objects::providers(cx, parent.name, name) {
        resolvers.push(Resolver {
            index,
            shareable: meta.shareable || meta.in_key,
            span,
        });
    }
    let private: Vec<&Resolver> = resolvers
        .iter()
        .filter(|resolver| subscription || !resolver.shareable)
        .collect();
    let promised = subscription && resolvers.iter().any(|resolver| resolver.shareable);
    if !promised && (resolvers.len() < 2 || private.is_empty()) {
        return;
    }
    report(cx, parent, name, &resolvers, &private);
}

fn report(
    cx: &mut Context<'_>,
    parent: &Parent<'_>,
    name: &Name,
    resolvers: &[Resolver],
    private: &[&Resolver],
) {
    let names = |of: &mut dyn Iterator<Item = &Resolver>| {
        let names: Vec<&str> = of.map(|r| cx.subgraphs[r.index].name.as_str()).collect();
        names.join(", ")
    };
    let everywhere = names(&mut resolvers.iter());
    let somewhere = names(&mut private.iter().copied());
    let coordinate = format!("{}.{name}", parent.name);
    let (message, fix) = if parent.name == "Subscription" {
        let what = if resolvers.len() > 1 {
            "resolved"
        } else {
            "marked @shareable"
        };
        (
            format!("`{coordinate}` is {what} in {everywhere}; a subscription has one source"),
            "keep it in one subgraph, and do not mark it @shareable".to_owned(),
        )
    } else {
        (
            format!("`{coordinate}` is resolved in {everywhere}, but not shareable in {somewhere}"),
            format!("mark it @shareable in {somewhere}, or resolve it in one subgraph only"),
        )
    };
    let subscription = parent.name == "Subscription";
    let places = resolvers.iter().map(|resolver| {
        let place = cx.subgraphs[resolver.index].place(resolver.span);
        match resolver.shareable {
            false if !subscription => place.labelled("not @shareable"),
            true if !subscription => place.secondary(),
            true | false => place,
        }
    });
    let subgraphs = cx.subgraphs;
    let marks = private
        .iter()
        .map(|resolver| subgraphs[resolver.index].mark(resolver.span, "shareable"));
    let marks: Option<Vec<_>> = marks.collect();
    let edits = marks.into_iter().flatten().flatten().map(Some);
    let finding = Diagnostic::error(codes::INVALID_FIELD_SHARING, message)
        .at_all(places)
        .try_edits(format!("mark it @shareable in {somewhere}"), edits)
        .fix(fix);
    cx.findings.push(finding);
}
