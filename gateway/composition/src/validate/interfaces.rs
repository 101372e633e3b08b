//! What cannot stand on interfaces: nothing is resolved on them.

use apollo_compiler::Name;
use apollo_compiler::Node;
use apollo_compiler::ast::{Directive, FieldDefinition};
use apollo_compiler::schema::{Component, ExtendedType};
use gateway_supergraph::links::Version;

use crate::diagnostic::Findings;
use crate::subgraph::Subgraph;
use crate::{Diagnostic, codes};

/// `@key` on interfaces came with federation 2.3.
const KEYS_SINCE: Version = Version::new(2, 3);
const GUARDS: [&str; 3] = ["authenticated", "requiresScopes", "policy"];

pub(super) fn check(subgraph: &Subgraph, findings: &mut Findings) {
    for (name, ty) in subgraph.types() {
        match ty {
            ExtendedType::Interface(ty) => {
                if !subgraph.is_federation_1() {
                    key(subgraph, name, findings);
                }
                let directives = ty.directives.iter().map(|directive| &directive.node);
                guards(subgraph, name, directives, findings);
                for field in ty.fields.values() {
                    on_field(subgraph, name, field, findings);
                }
            }
            ExtendedType::Object(ty) => {
                let meta = subgraph.meta.ty(name);
                if meta.is_some_and(|meta| meta.interface_object.is_some()) {
                    let directives = ty.directives.iter().map(|directive| &directive.node);
                    guards(subgraph, name, directives, findings);
                    if let Some(cost) = ty.directives.get(subgraph.names.directive("cost")) {
                        findings.push(weighed(subgraph, name, cost));
                    }
                    for field in ty.fields.values() {
                        let coordinate = format!("{name}.{}", field.name);
                        guards(subgraph, &coordinate, field.directives.iter(), findings);
                    }
                }
            }
            ExtendedType::Scalar(_)
            | ExtendedType::Union(_)
            | ExtendedType::Enum(_)
            | ExtendedType::InputObject(_) => {}
        }
    }
}

/// The interface that it is in the supergraph has no weight of its own.
fn weighed(subgraph: &Subgraph, name: &Name, cost: &Node<Directive>) -> Diagnostic {
    let message = format!("`{name}` is an interface object and cannot have @cost");
    Diagnostic::error(codes::COST_APPLIED_TO_INTERFACE_FIELD, message)
        .at(subgraph.place(cost.location()))
        .fix("apply it to the object types that implement the interface")
}

fn key(subgraph: &Subgraph, name: &Name, findings: &mut Findings) {
    let keys = subgraph.meta.ty(name).map(|meta| meta.keys.as_slice());
    let old = subgraph
        .federation
        .is_some_and(|version| version < KEYS_SINCE);
    if let (Some([key, ..]), true) = (keys, old) {
        let message =
            format!("the interface `{name}` has a @key, which needs federation {KEYS_SINCE}");
        let code = codes::KEY_UNSUPPORTED_ON_INTERFACE;
        let finding = Diagnostic::error(code, message).at(subgraph.place(key.set.span));
        findings.push(finding.fix(format!("link federation {KEYS_SINCE} or newer")));
    }
}

fn guards<'a>(
    subgraph: &Subgraph,
    owner: &str,
    directives: impl Iterator<Item = &'a Node<Directive>>,
    findings: &mut Findings,
) {
    for directive in directives {
        let guard = GUARDS
            .iter()
            .any(|element| directive.name == subgraph.names.directive(element));
        if guard {
            let message = format!(
                "`{owner}` is an interface or on one, and has @{}",
                directive.name
            );
            let code = codes::AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE;
            let finding = Diagnostic::error(code, message).at(subgraph.place(directive.location()));
            findings.push(finding.fix("apply it to the object types that implement the interface"));
        }
    }
}

fn on_field(
    subgraph: &Subgraph,
    name: &Name,
    field: &Component<FieldDefinition>,
    findings: &mut Findings,
) {
    let coordinate = format!("{name}.{}", field.name);
    guards(subgraph, &coordinate, field.directives.iter(), findings);
    let refused = [
        ("provides", codes::PROVIDES_UNSUPPORTED_ON_INTERFACE),
        ("requires", codes::REQUIRES_UNSUPPORTED_ON_INTERFACE),
        ("override", codes::OVERRIDE_ON_INTERFACE),
        ("cost", codes::COST_APPLIED_TO_INTERFACE_FIELD),
    ];
    for (element, code) in refused {
        let ignored = subgraph.is_federation_1() && ["provides", "requires"].contains(&element);
        let directive = field.directives.get(subgraph.names.directive(element));
        if let (Some(directive), false) = (directive, ignored) {
            let message =
                format!("`{coordinate}` is a field of an interface and cannot have @{element}");
            let finding = Diagnostic::error(code, message).at(subgraph.place(directive.location()));
            findings.push(finding.fix("apply it to the fields of the implementations"));
        }
    }
}
