//! Defaults must be values of their types.

use apollo_compiler::Node;
use apollo_compiler::ast::InputValueDefinition;
use apollo_compiler::schema::ExtendedType;

use crate::diagnostic::Findings;
use crate::subgraph::Subgraph;
use crate::{Diagnostic, codes, values};

pub(super) fn check(subgraph: &Subgraph, findings: &mut Findings) {
    for (name, ty) in subgraph.types() {
        if let ExtendedType::InputObject(ty) = ty {
            for field in ty.fields.values() {
                one(subgraph, &format!("{name}.{}", field.name), field, findings);
            }
        }
        for field in subgraph.fields(name).into_iter().flat_map(|f| f.values()) {
            for argument in &field.arguments {
                let coordinate = || format!("{name}.{}({}:)", field.name, argument.name);
                if argument.default_value.is_some() {
                    one(subgraph, &coordinate(), argument, findings);
                }
            }
        }
    }
}

fn one(
    subgraph: &Subgraph,
    coordinate: &str,
    input: &Node<InputValueDefinition>,
    findings: &mut Findings,
) {
    let Some(default) = &input.default_value else {
        return;
    };
    if let Some(fault) = values::fault(&subgraph.schema, &input.ty, default) {
        let message = format!("the default of `{coordinate}` does not fit its type: {fault}");
        let place = subgraph.place(default.location());
        findings.push(Diagnostic::error(codes::INVALID_GRAPHQL, message).at(place));
    }
}
