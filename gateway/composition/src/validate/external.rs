//! `@external`: only on what another subgraph owns and this one needs.

use apollo_compiler::Name;
use apollo_compiler::ast::FieldDefinition;
use apollo_compiler::schema::{Component, ExtendedType};

use crate::diagnostic::{Findings, Severity};
use crate::subgraph::{FieldMeta, Subgraph};
use crate::{Diagnostic, codes};

/// Directives that merging keeps; on an external copy they would speak for a field that is not this subgraph's.
const MERGED: [&str; 7] = [
    "tag",
    "inaccessible",
    "authenticated",
    "requiresScopes",
    "policy",
    "cost",
    "listSize",
];

pub(super) fn check(subgraph: &Subgraph, findings: &mut Findings) {
    if subgraph.is_federation_1() {
        // The upgrade has dropped what has no effect.
        return;
    }
    for (name, ty) in subgraph.types() {
        let is_interface = match ty {
            ExtendedType::Object(_) => false,
            ExtendedType::Interface(_) => true,
            ExtendedType::Scalar(_)
            | ExtendedType::Union(_)
            | ExtendedType::Enum(_)
            | ExtendedType::InputObject(_) => continue,
        };
        let Some(meta) = subgraph
            .meta
            .ty(name)
            .filter(|meta| !meta.fields.is_empty())
        else {
            continue;
        };
        for (field, definition) in subgraph.fields(name).into_iter().flatten() {
            let meta = meta.field(field);
            let site = Site {
                subgraph,
                ty: name,
                definition,
                meta,
            };
            if meta.external || meta.fake_external {
                site.check(is_interface, findings);
            }
        }
    }
}

struct Site<'a> {
    subgraph: &'a Subgraph,
    ty: &'a Name,
    definition: &'a Component<FieldDefinition>,
    meta: &'a FieldMeta,
}

impl Site<'_> {
    fn check(&self, is_interface: bool, findings: &mut Findings) {
        let coordinate = format!("{}.{}", self.ty, self.definition.name);
        let span = self
            .meta
            .external_span
            .or_else(|| self.definition.location());
        let place = self.subgraph.place(span);
        if is_interface {
            let message =
                format!("`{coordinate}` is a field of an interface and cannot be external");
            let edit = self.subgraph.remove(self.meta.external_span);
            let finding = Diagnostic::error(codes::EXTERNAL_ON_INTERFACE, message)
                .at(place)
                .try_edits("remove @external from it", [edit]);
            findings.push(finding.fix("mark the fields of its implementations instead"));
            return;
        }
        if !self.meta.external {
            // A key of an extension is resolved here, and may bear what it likes.
            return;
        }
        self.merged_directives(&coordinate, findings);
        if !self.meta.used {
            let message = format!(
                "`{coordinate}` is external, but no @key, @requires, @provides or interface of {} needs it",
                self.subgraph.name
            );
            let finding = Diagnostic::error(codes::EXTERNAL_UNUSED, message).at(place.clone());
            let edit = self.subgraph.remove(self.definition.location());
            findings.push(
                finding
                    .try_edits("remove the field", [edit])
                    .fix("remove the field, or what marks it external"),
            );
        }
        // A requirement of a field that is not resolved here is merely without effect.
        for (directive, present, severity) in [
            ("@requires", self.meta.requires.is_some(), Severity::Warning),
            ("@provides", self.meta.provides.is_some(), Severity::Error),
        ] {
            if present {
                let message = format!(
                    "`{coordinate}` is external and has {directive}: this subgraph does not resolve it"
                );
                let code = codes::EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE;
                let finding = Diagnostic::new(severity, code, message).at(place.clone());
                findings.push(finding.fix("remove one of the two"));
            }
        }
    }

    fn merged_directives(&self, coordinate: &str, findings: &mut Findings) {
        let names = MERGED.map(|element| self.subgraph.names.directive(element));
        for name in names.into_iter().chain(["deprecated"]) {
            let Some(directive) = self.definition.directives.get(name) else {
                continue;
            };
            let message = format!("`{coordinate}` is external here and has @{name}");
            let code = codes::MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL;
            let place = self.subgraph.place(directive.location());
            let edit = self.subgraph.remove(directive.location());
            let finding = Diagnostic::error(code, message)
                .at(place)
                .try_edits(format!("remove @{name} here"), [edit]);
            findings.push(finding.fix(format!("apply @{name} where the field is resolved")));
        }
    }
}
