//! `@cacheTag`: templates for the tags that cached answers go by.

use apollo_compiler::Name;
use apollo_compiler::Node;
use apollo_compiler::ast::{Directive, FieldDefinition, Selection};
use apollo_compiler::schema::Component;

use crate::diagnostic::Findings;
use crate::subgraph::meta::string;
use crate::subgraph::{Subgraph, TypeMeta};
use crate::{Diagnostic, codes};

pub(super) fn check(subgraph: &Subgraph, findings: &mut Findings) {
    let name = subgraph.names.directive("cacheTag");
    if name.is_empty() {
        return;
    }
    for (ty, definition) in subgraph.types() {
        let Some(meta) = subgraph.meta.ty(ty) else {
            continue;
        };
        for directive in definition.directives().get_all(name) {
            let finding = entity(ty, meta, directive);
            findings_at(subgraph, &directive.node, finding, findings);
        }
        for field in subgraph.fields(ty).into_iter().flat_map(|f| f.values()) {
            for directive in field.directives.get_all(name) {
                findings_at(
                    subgraph,
                    directive,
                    root_field(ty, field, directive),
                    findings,
                );
            }
        }
    }
}

fn findings_at(
    subgraph: &Subgraph,
    directive: &Node<Directive>,
    finding: Option<Diagnostic>,
    findings: &mut Findings,
) {
    if let Some(finding) = finding {
        findings.push(finding.at(subgraph.place(directive.location())));
    }
}

fn entity(ty: &Name, meta: &TypeMeta, directive: &Directive) -> Option<Diagnostic> {
    if !meta.keys.iter().any(|key| key.resolvable) {
        let message =
            format!("`{ty}` has @cacheTag, and no resolvable key: it is never cached as an entity");
        return Some(Diagnostic::error(
            codes::CACHE_TAG_ENTITY_NOT_RESOLVABLE,
            message,
        ));
    }
    let paths = match paths(directive) {
        Ok(paths) => paths,
        Err(problem) => return Some(bad_format(ty, &problem)),
    };
    let wrong = paths.iter().find(|path| match path.strip_prefix("$key.") {
        Some(path) => {
            let in_key = |key: &crate::subgraph::meta::KeyMeta| selects(key.set.selections(), path);
            !meta.keys.iter().all(in_key)
        }
        None => true,
    })?;
    let message = format!("`{ty}`: `{wrong}` is not a leaf of each of its keys");
    let code = codes::CACHE_TAG_INVALID_FORMAT_ARGUMENT_ON_ENTITY;
    Some(Diagnostic::error(code, message).fix("use `{$key.field}` with fields that all keys have"))
}

/// Recursion is bounded by the depth of the field set.
fn selects(selections: &[Selection], path: &str) -> bool {
    let (head, rest) = path
        .split_once('.')
        .map_or((path, None), |(h, r)| (h, Some(r)));
    selections.iter().any(|selection| match selection {
        Selection::Field(field) if field.name == head => match rest {
            Some(rest) => selects(&field.selection_set, rest),
            None => field.selection_set.is_empty(),
        },
        Selection::Field(_) | Selection::InlineFragment(_) | Selection::FragmentSpread(_) => false,
    })
}

fn root_field(
    ty: &Name,
    field: &Component<FieldDefinition>,
    directive: &Directive,
) -> Option<Diagnostic> {
    let coordinate = format!("{ty}.{}", field.name);
    if ty != "Query" {
        let message = format!("`{coordinate}` has @cacheTag, and is no root query field");
        let code = codes::CACHE_TAG_APPLIED_TO_NON_ROOT_FIELD;
        return Some(
            Diagnostic::error(code, message).fix("apply it to root query fields or entity types"),
        );
    }
    let paths = match paths(directive) {
        Ok(paths) => paths,
        Err(problem) => return Some(bad_format(&coordinate, &problem)),
    };
    let wrong = paths.iter().find(|path| {
        let argument = path
            .strip_prefix("$args.")
            .map(|path| path.split('.').next());
        match argument.flatten() {
            Some(name) => field.argument_by_name(name).is_none(),
            None => true,
        }
    })?;
    let message = format!("`{coordinate}`: `{wrong}` is not one of its arguments");
    let code = codes::CACHE_TAG_INVALID_FORMAT_ARGUMENT_ON_ROOT_FIELD;
    Some(Diagnostic::error(code, message).fix("use `{$args.argument}` with arguments of the field"))
}

fn bad_format(owner: &str, problem: &str) -> Diagnostic {
    let message = format!("`{owner}`: the format of @cacheTag cannot be read: {problem}");
    Diagnostic::error(codes::CACHE_TAG_INVALID_FORMAT, message)
        .fix("write text with `{$args.name}` or `{$key.name}` in it")
}

/// The paths between braces.
fn paths(directive: &Directive) -> Result<Vec<String>, String> {
    let mut rest = string(directive, "format").unwrap_or_default();
    let mut paths = Vec::new();
    while let Some(start) = rest.find(['{', '}']) {
        if rest[start..].starts_with('}') {
            return Err("a `}` closes nothing".to_owned());
        }
        let inner = &rest[start + 1..];
        let end = inner.find('}').ok_or("a `{` is not closed")?;
        let path = inner[..end].trim();
        let fine = |step: &str| Name::is_valid_syntax(step);
        let steps = path.strip_prefix('$').unwrap_or_default();
        if steps.is_empty() || !steps.split('.').all(fine) {
            return Err(format!("`{path}` is no path"));
        }
        paths.push(path.to_owned());
        rest = &inner[end + 1..];
    }
    Ok(paths)
}
