//! What is required must be askable of the merged fields: with the arguments that they have, and all that they need.

use apollo_compiler::ast::{Field, Selection};
use apollo_compiler::schema::{Component, ExtendedType, FieldDefinition};
use apollo_compiler::{Name, Schema};

use crate::diagnostic::Findings;
use crate::subgraph::{SetMeta, Subgraph};
use crate::{Diagnostic, codes};

pub(super) fn check(schema: &Schema, subgraphs: &[Subgraph], findings: &mut Findings) {
    for subgraph in subgraphs {
        for (ty, meta) in &subgraph.meta.types {
            for (field, copy) in &meta.fields {
                if let Some(set) = copy.requires.as_ref().filter(|_| !copy.external) {
                    let owner = format!("{ty}.{field}");
                    let site = Site {
                        schema,
                        subgraph,
                        owner,
                        set,
                    };
                    site.selections(ty, set.selections(), findings);
                }
            }
        }
    }
}

struct Site<'a> {
    schema: &'a Schema,
    subgraph: &'a Subgraph,
    owner: String,
    set: &'a SetMeta,
}

impl Site<'_> {
    /// Recursion is bounded: deep field sets are refused when they are parsed.
    fn selections(&self, ty: &Name, selections: &[Selection], findings: &mut Findings) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    if let Some(merged) = self.field(ty, &field.name) {
                        self.arguments(ty, field, merged, findings);
                        let base = merged.ty.inner_named_type();
                        self.selections(base, &field.selection_set, findings);
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment.type_condition.as_ref().unwrap_or(ty);
                    self.selections(on, &fragment.selection_set, findings);
                }
                // Told by the subgraph's own rules.
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn field(&self, ty: &Name, field: &Name) -> Option<&Component<FieldDefinition>> {
        match self.schema.types.get(ty)? {
            ExtendedType::Object(ty) => ty.fields.get(field),
            ExtendedType::Interface(ty) => ty.fields.get(field),
            ExtendedType::Scalar(_)
            | ExtendedType::Union(_)
            | ExtendedType::Enum(_)
            | ExtendedType::InputObject(_) => None,
        }
    }

    fn arguments(
        &self,
        ty: &Name,
        field: &Field,
        merged: &FieldDefinition,
        findings: &mut Findings,
    ) {
        let given = |name: &Name| {
            field
                .arguments
                .iter()
                .any(|argument| argument.name == *name)
        };
        for argument in merged.arguments.iter().filter(|a| a.is_required()) {
            if !given(&argument.name) {
                let problem = format!(
                    "`{ty}.{}` needs the argument `{}` in some subgraph",
                    field.name, argument.name
                );
                self.tell(problem, "give it, or make it optional everywhere", findings);
            }
        }
        for argument in &field.arguments {
            if merged.argument_by_name(&argument.name).is_none() {
                let problem = format!(
                    "not every subgraph that resolves `{ty}.{}` knows the argument `{}`",
                    field.name, argument.name
                );
                self.tell(problem, "leave it out, or add it everywhere", findings);
            }
        }
    }

    fn tell(&self, problem: String, fix: &str, findings: &mut Findings) {
        let message = format!(
            "@requires(fields: \"{}\") on `{}`: {problem}",
            self.set.text, self.owner
        );
        let place = self.subgraph.place(self.set.span);
        let finding = Diagnostic::error(codes::REQUIRES_INVALID_FIELDS, message);
        findings.push(finding.at(place).fix(fix));
    }
}
