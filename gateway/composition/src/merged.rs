//! The rules of the merged schema as a whole.

mod authorization;
mod defaults;
mod inaccessible;
mod interfaces;
mod requirements;
mod runtime_types;

use apollo_compiler::Schema;
use apollo_compiler::parser::SourceSpan;
use gateway_supergraph::Supergraph;

use crate::diagnostic::Findings;
use crate::subgraph::Subgraph;
use crate::{Diagnostic, Place, codes};

pub(crate) use interfaces::leave_out_incomplete;

/// Checks what can be checked before the supergraph is read as a model.
pub(crate) fn check(schema: &Schema, subgraphs: &[Subgraph], findings: &mut Findings) {
    if !has_queries(schema) {
        let message = "no subgraph offers a root query field";
        let finding = Diagnostic::error(codes::NO_QUERIES, message);
        findings.push(finding.fix("declare at least one field on Query"));
        return;
    }
    let elements = Elements { subgraphs };
    interfaces::check(schema, &elements, findings);
    inaccessible::check(schema, &elements, findings);
    defaults::check(schema, &elements, findings);
    requirements::check(schema, subgraphs, findings);
    runtime_types::check(schema, subgraphs, findings);
}

/// Checks what needs the model.
pub(crate) fn check_model(
    supergraph: &Supergraph,
    subgraphs: &[Subgraph],
    findings: &mut Findings,
) {
    authorization::check(supergraph, &Elements { subgraphs }, findings);
}

fn has_queries(schema: &Schema) -> bool {
    let root = schema.schema_definition.query.as_ref();
    let root = root.and_then(|name| schema.get_object(name));
    root.is_some_and(|root| !root.fields.is_empty())
}

/// Where merged elements come from.
struct Elements<'a> {
    subgraphs: &'a [Subgraph],
}

impl Elements<'_> {
    fn of_type(&self, ty: &str) -> Vec<Place> {
        self.places(|subgraph| Some(subgraph.ty(ty)?.name().location()))
    }

    fn of_field(&self, ty: &str, field: &str) -> Vec<Place> {
        self.places(|subgraph| {
            if let Some(fields) = subgraph.fields(ty) {
                return Some(fields.get(field)?.location());
            }
            let input = subgraph.ty(ty)?.as_input_object()?;
            Some(input.fields.get(field)?.location())
        })
    }

    fn of_argument(&self, ty: &str, field: &str, argument: &str) -> Vec<Place> {
        self.places(|subgraph| {
            let field = subgraph.fields(ty)?.get(field)?;
            Some(field.argument_by_name(argument)?.location())
        })
    }

    fn places(&self, find: impl Fn(&Subgraph) -> Option<Option<SourceSpan>>) -> Vec<Place> {
        self.subgraphs
            .iter()
            .filter_map(|subgraph| Some(subgraph.place(find(subgraph)?)))
            .collect()
    }
}
