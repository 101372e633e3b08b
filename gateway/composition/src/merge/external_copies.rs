//! External copies of a field beside those of its owners.

use std::fmt::Display;

use apollo_compiler::Node;
use apollo_compiler::ast::{Directive, FieldDefinition};

use super::fields::FieldSource;
use super::{Context, arguments};
use crate::{Diagnostic, codes};

/// A copy does not speak for the field. Federation 2 has a rule against it that looks at one subgraph; Federation 1 lets a
/// copy repeat the tags of an owner.
pub(super) fn silent(cx: &mut Context<'_>, coordinate: &dyn Display, sources: &[FieldSource<'_>]) {
    for copy in sources.iter().filter(|source| source.meta.external) {
        let subgraph = &cx.subgraphs[copy.index];
        if !subgraph.is_federation_1() {
            continue;
        }
        let tag = subgraph.names.directive("tag");
        for directive in &copy.def.directives {
            let kept = directive.name == tag || directive.name == "deprecated";
            if !kept || is_repeated(directive, sources) {
                continue;
            }
            let message = format!(
                "`{coordinate}` is external here and has @{}",
                directive.name
            );
            let code = codes::MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL;
            let finding = Diagnostic::error(code, message).at(subgraph.place(directive.location()));
            let fix = format!("apply @{} where the field is resolved", directive.name);
            cx.findings.push(finding.fix(fix));
        }
    }
}

fn is_repeated(directive: &Node<Directive>, sources: &[FieldSource<'_>]) -> bool {
    let mut owners = sources.iter().filter(|source| !source.meta.external);
    directive.name != "deprecated"
        && owners.any(|owner| owner.def.directives.iter().any(|known| known == directive))
}

/// The external copy says what the subgraph expects of the owner.
pub(super) fn check(
    cx: &mut Context<'_>,
    coordinate: &dyn Display,
    source: &FieldSource<'_>,
    merged: &FieldDefinition,
    uniform: bool,
) {
    let narrower = !uniform && cx.subtypes.includes(&merged.ty, &source.def.ty);
    if source.def.ty != merged.ty && !narrower {
        let subgraph = &cx.subgraphs[source.index];
        let message = format!(
            "the external copy of `{coordinate}` in {} is `{}`, and the field is `{}`",
            subgraph.name, source.def.ty, merged.ty
        );
        let finding = Diagnostic::error(codes::EXTERNAL_TYPE_MISMATCH, message)
            .at(subgraph.place(source.def.location()))
            .fix(format!("declare it as `{}`", merged.ty));
        cx.findings.push(finding);
    }
    arguments::check_external(cx, coordinate, source, merged);
}
