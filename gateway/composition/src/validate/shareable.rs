//! `@shareable`: on fields of objects, once.

use apollo_compiler::schema::ExtendedType;

use crate::diagnostic::Findings;
use crate::subgraph::Subgraph;
use crate::{Diagnostic, codes};

pub(super) fn check(subgraph: &Subgraph, findings: &mut Findings) {
    let name = subgraph.names.directive("shareable");
    if name.is_empty() {
        return;
    }
    let mut tell = |message: String, span, fix: &str| {
        let code = codes::INVALID_SHAREABLE_USAGE;
        let finding = Diagnostic::error(code, message).at(subgraph.place(span));
        findings.push(finding.fix(fix));
    };
    for (ty_name, ty) in subgraph.types() {
        let is_interface = match ty {
            ExtendedType::Object(_) => false,
            ExtendedType::Interface(_) => true,
            ExtendedType::Scalar(_)
            | ExtendedType::Union(_)
            | ExtendedType::Enum(_)
            | ExtendedType::InputObject(_) => continue,
        };
        for field in subgraph
            .fields(ty_name)
            .into_iter()
            .flat_map(|f| f.values())
        {
            let mut applications = field.directives.get_all(name);
            let Some(first) = applications.next() else {
                continue;
            };
            let coordinate = format!("{ty_name}.{}", field.name);
            if is_interface {
                let message = format!(
                    "`{coordinate}` is a field of an interface, which is never resolved as such"
                );
                tell(
                    message,
                    first.location(),
                    "mark the fields of its implementations",
                );
            }
            if let Some(second) = applications.next() {
                let message = format!("`{coordinate}` is marked @{name} twice");
                tell(message, second.location(), "remove one of them");
            }
        }
        let mut on_type: Vec<_> = ty.directives().get_all(name).collect();
        on_type.dedup_by(|a, b| a.origin != b.origin);
        if let [_, second, ..] = on_type.as_slice() {
            let message = format!("`{ty_name}` is marked @{name} twice");
            tell(message, second.location(), "remove one of them");
        }
    }
}
