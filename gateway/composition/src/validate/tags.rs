//! The names of `@tag`.

use apollo_compiler::Node;
use apollo_compiler::ast::Directive;
use apollo_compiler::schema::ExtendedType;

use crate::diagnostic::Findings;
use crate::subgraph::Subgraph;
use crate::subgraph::meta::string;
use crate::{Diagnostic, codes};

const MAX_LENGTH: usize = 128;

pub(super) fn check(subgraph: &Subgraph, findings: &mut Findings) {
    let name = subgraph.names.directive("tag");
    if name.is_empty() {
        return;
    }
    for_each_directive(subgraph, &mut |directive| {
        if directive.name != name {
            return;
        }
        let tag = string(directive, "name").unwrap_or_default();
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_-/".contains(c);
        let first = tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if first && tag.len() <= MAX_LENGTH && tag.chars().all(allowed) {
            return;
        }
        let message = format!("\"{tag}\" cannot be a tag");
        let place = subgraph.place(directive.location());
        let finding = Diagnostic::error(codes::INVALID_TAG_NAME, message).at(place);
        findings.push(finding.fix(format!(
            "begin with a letter or `_`, go on with letters, digits, `_`, `-` and `/`, at most {MAX_LENGTH} in all"
        )));
    });
}

/// Every application on types, fields, arguments, values and input fields.
pub(super) fn for_each_directive<'a>(
    subgraph: &'a Subgraph,
    visit: &mut impl FnMut(&'a Node<Directive>),
) {
    for (name, ty) in subgraph.types() {
        for directive in ty.directives().iter() {
            visit(&directive.node);
        }
        for field in subgraph.fields(name).into_iter().flat_map(|f| f.values()) {
            let arguments = field.arguments.iter().flat_map(|a| a.directives.iter());
            field
                .directives
                .iter()
                .chain(arguments)
                .for_each(&mut *visit);
        }
        match ty {
            ExtendedType::Enum(ty) => {
                let values = ty.values.values();
                values
                    .flat_map(|v| v.directives.iter())
                    .for_each(&mut *visit);
            }
            ExtendedType::InputObject(ty) => {
                let fields = ty.fields.values();
                fields
                    .flat_map(|f| f.directives.iter())
                    .for_each(&mut *visit);
            }
            ExtendedType::Scalar(_)
            | ExtendedType::Object(_)
            | ExtendedType::Interface(_)
            | ExtendedType::Union(_) => {}
        }
    }
}
