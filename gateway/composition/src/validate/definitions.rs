//! Federation's own directives and types, where a subgraph spells them out.

use std::cell::LazyCell;

use apollo_compiler::Node;
use apollo_compiler::ast::{
    Definition, DirectiveDefinition, Document, FieldDefinition, InputValueDefinition, Type,
};
use apollo_compiler::parser::SourceSpan;
use gateway_supergraph::links::Links;

use crate::diagnostic::Severity;
use crate::subgraph::LocalNames;
use crate::subgraph::spec::{ELEMENTS, MACHINERY_TYPES, SCALARS};
use crate::{Diagnostic, Place, codes, hints};

/// Compares what is written with what federation defines.
pub(crate) fn check(
    document: &Document,
    names: &LocalNames,
    links: &Links,
    place: impl Fn(Option<SourceSpan>) -> Place,
) -> Vec<Diagnostic> {
    // Few texts spell federation's definitions out.
    let expected = LazyCell::new(|| {
        Document::parse(names.definitions(), "federation.graphql")
            .expect("federation's definitions are valid GraphQL")
    });
    let mut findings = Vec::new();
    for definition in &document.definitions {
        findings.extend(hidden_built_in(definition, names, &place));
        findings.extend(reserved(definition, &place));
        findings.extend(deprecated_required(definition, &place));
        match definition {
            Definition::DirectiveDefinition(written) => {
                if names.element(&written.name).is_some() {
                    let right = expected
                        .definitions
                        .iter()
                        .filter_map(Definition::as_directive_definition)
                        .find(|definition| definition.name == written.name);
                    if let Some(problem) = right.and_then(|right| compare(written, right, names)) {
                        let code = codes::DIRECTIVE_DEFINITION_INVALID;
                        let finding =
                            Diagnostic::error(code, problem).at(place(written.location()));
                        findings
                            .push(finding.fix("leave the definition out, or import the directive"));
                    }
                } else if looks_like_federation(written, links) {
                    findings.push(lookalike(written, place(written.location())));
                }
            }
            Definition::ObjectTypeDefinition(ty) => {
                findings.extend(wrong_kind(&ty.name, "object", names, || {
                    place(ty.location())
                }));
            }
            Definition::InterfaceTypeDefinition(ty) => {
                findings.extend(wrong_kind(&ty.name, "interface", names, || {
                    place(ty.location())
                }));
            }
            Definition::UnionTypeDefinition(ty) => {
                findings.extend(wrong_kind(&ty.name, "union", names, || {
                    place(ty.location())
                }));
            }
            Definition::EnumTypeDefinition(ty) => {
                findings.extend(wrong_kind(&ty.name, "enum", names, || place(ty.location())));
            }
            Definition::InputObjectTypeDefinition(ty) => {
                findings.extend(wrong_kind(&ty.name, "input", names, || {
                    place(ty.location())
                }));
            }
            Definition::ScalarTypeDefinition(ty) => {
                findings.extend(wrong_kind(&ty.name, "scalar", names, || {
                    place(ty.location())
                }));
            }
            Definition::OperationDefinition(_)
            | Definition::FragmentDefinition(_)
            | Definition::SchemaDefinition(_)
            | Definition::SchemaExtension(_)
            | Definition::ScalarTypeExtension(_)
            | Definition::ObjectTypeExtension(_)
            | Definition::InterfaceTypeExtension(_)
            | Definition::UnionTypeExtension(_)
            | Definition::EnumTypeExtension(_)
            | Definition::InputObjectTypeExtension(_) => {}
        }
    }
    findings
}

/// What belongs to GraphQL or federation is there for all clients.
fn hidden_built_in(
    definition: &Definition,
    names: &LocalNames,
    place: &impl Fn(Option<SourceSpan>) -> Place,
) -> Option<Diagnostic> {
    let directive = definition
        .directives()
        .get(names.directive("inaccessible"))?;
    let name = definition.name()?;
    let own = ["Int", "Float", "String", "Boolean", "ID"].contains(&name.as_str())
        || MACHINERY_TYPES.contains(&name.as_str())
        || names.is_scalar(name)
        || name.starts_with("__");
    own.then(|| {
        let message =
            format!("`{name}` belongs to GraphQL or federation and cannot be inaccessible");
        let finding = Diagnostic::error(codes::DISALLOWED_INACCESSIBLE, message);
        finding
            .at(place(directive.location()))
            .fix("remove @inaccessible")
    })
}

/// What the supergraph itself defines.
const RESERVED: [&str; 3] = ["join__", "link__", "core__"];
/// What libraries spell out of it, and the composer replaces.
const SPELLED_OUT: [&str; 3] = ["link__Import", "link__Purpose", "core__Purpose"];

/// A definition or a field's type that would be mixed up with what the supergraph is made of.
fn reserved(
    definition: &Definition,
    place: &impl Fn(Option<SourceSpan>) -> Place,
) -> Option<Diagnostic> {
    let is_reserved = |name: &str| RESERVED.iter().any(|prefix| name.starts_with(prefix));
    let fields = match definition {
        Definition::ObjectTypeDefinition(ty) => ty.fields.as_slice(),
        Definition::ObjectTypeExtension(ty) => ty.fields.as_slice(),
        Definition::InterfaceTypeDefinition(ty) => ty.fields.as_slice(),
        Definition::InterfaceTypeExtension(ty) => ty.fields.as_slice(),
        Definition::OperationDefinition(_)
        | Definition::FragmentDefinition(_)
        | Definition::DirectiveDefinition(_)
        | Definition::SchemaDefinition(_)
        | Definition::SchemaExtension(_)
        | Definition::ScalarTypeDefinition(_)
        | Definition::UnionTypeDefinition(_)
        | Definition::EnumTypeDefinition(_)
        | Definition::InputObjectTypeDefinition(_)
        | Definition::ScalarTypeExtension(_)
        | Definition::UnionTypeExtension(_)
        | Definition::EnumTypeExtension(_)
        | Definition::InputObjectTypeExtension(_) => &[],
    };
    let own = definition
        .name()
        .filter(|name| is_reserved(name) && !SPELLED_OUT.contains(&name.as_str()));
    let used = fields.iter().map(|field| field.ty.inner_named_type());
    let used = used.filter(|ty| SPELLED_OUT.contains(&ty.as_str()));
    let name = own.into_iter().chain(used).next()?;
    let prefix = RESERVED.iter().find(|prefix| name.starts_with(**prefix))?;
    let message =
        format!("`{name}`: names that begin with `{prefix}` are reserved for the supergraph");
    let finding = Diagnostic::error(codes::TYPE_DEFINITION_INVALID, message);
    Some(
        finding
            .at(place(name.location()))
            .fix("give it another name"),
    )
}

/// Clients could not leave out what they are told not to use.
fn deprecated_required(
    definition: &Definition,
    place: &impl Fn(Option<SourceSpan>) -> Place,
) -> Vec<Diagnostic> {
    let of_fields = |fields: &[Node<FieldDefinition>]| -> Vec<Node<InputValueDefinition>> {
        fields
            .iter()
            .flat_map(|field| field.arguments.iter().cloned())
            .collect()
    };
    let inputs = match definition {
        Definition::ObjectTypeDefinition(ty) => of_fields(&ty.fields),
        Definition::ObjectTypeExtension(ty) => of_fields(&ty.fields),
        Definition::InterfaceTypeDefinition(ty) => of_fields(&ty.fields),
        Definition::InterfaceTypeExtension(ty) => of_fields(&ty.fields),
        Definition::InputObjectTypeDefinition(ty) => ty.fields.clone(),
        Definition::InputObjectTypeExtension(ty) => ty.fields.clone(),
        Definition::DirectiveDefinition(directive) => directive.arguments.clone(),
        Definition::OperationDefinition(_)
        | Definition::FragmentDefinition(_)
        | Definition::SchemaDefinition(_)
        | Definition::SchemaExtension(_)
        | Definition::ScalarTypeDefinition(_)
        | Definition::UnionTypeDefinition(_)
        | Definition::EnumTypeDefinition(_)
        | Definition::ScalarTypeExtension(_)
        | Definition::UnionTypeExtension(_)
        | Definition::EnumTypeExtension(_) => Vec::new(),
    };
    let wrong = inputs
        .iter()
        .filter(|input| input.is_required() && input.directives.has("deprecated"));
    let told = wrong.map(|input| {
        let message = format!("`{}` is required, and so cannot be deprecated", input.name);
        Diagnostic::error(codes::INVALID_GRAPHQL, message)
            .at(place(input.location()))
            .fix("make it optional, or give it a default")
    });
    told.collect()
}

fn compare(
    written: &Node<DirectiveDefinition>,
    right: &Node<DirectiveDefinition>,
    names: &LocalNames,
) -> Option<String> {
    let name = &written.name;
    for argument in &written.arguments {
        let Some(known) = right.arguments.iter().find(|a| a.name == argument.name) else {
            return Some(format!("`@{name}` has no argument `{}`", argument.name));
        };
        if !compatible(&argument.ty, &known.ty, names) {
            return Some(format!(
                "the argument `{}` of `@{name}` is `{}`, not `{}`",
                argument.name, known.ty, argument.ty
            ));
        }
    }
    let missing = right.arguments.iter().find(|known| {
        known.is_required() && written.arguments.iter().all(|a| a.name != known.name)
    });
    if let Some(missing) = missing {
        return Some(format!("`@{name}` needs the argument `{}`", missing.name));
    }
    let location = written
        .locations
        .iter()
        .find(|l| !right.locations.contains(l))?;
    Some(format!("`@{name}` cannot stand on {}", location.name()))
}

/// Federation's scalars go by several names in libraries, and as plain strings. Whether the outermost type is
/// required makes no difference to what can be written. Recursion is bounded by the parser's limit.
fn compatible(written: &Type, right: &Type, names: &LocalNames) -> bool {
    match (written, right) {
        (
            Type::List(written) | Type::NonNullList(written),
            Type::List(right) | Type::NonNullList(right),
        ) => compatible(written, right, names),
        (
            Type::Named(written) | Type::NonNullNamed(written),
            Type::Named(right) | Type::NonNullNamed(right),
        ) => {
            let scalar = SCALARS
                .iter()
                .any(|scalar| names.scalar(scalar) == right.as_str());
            written == right || scalar
        }
        (
            Type::Named(_) | Type::NonNullNamed(_) | Type::List(_) | Type::NonNullList(_),
            Type::Named(_) | Type::NonNullNamed(_) | Type::List(_) | Type::NonNullList(_),
        ) => false,
    }
}

/// A custom directive with the name of a federation one that is not imported: whoever wrote `@authenticated` so
/// is not protected by it.
fn looks_like_federation(written: &DirectiveDefinition, links: &Links) -> bool {
    ELEMENTS.iter().any(|element| written.name == element.name)
        && links.directive_source(&written.name).is_none()
}

fn lookalike(written: &DirectiveDefinition, place: Place) -> Diagnostic {
    let name = &written.name;
    let message =
        format!("`@{name}` is defined here, but not imported from federation: it has no effect");
    Diagnostic::new(
        Severity::Warning,
        hints::DIRECTIVE_LOOKS_LIKE_FEDERATION,
        message,
    )
    .at(place)
    .fix(format!(
        "add \"@{name}\" to the `import` of the federation link"
    ))
}

fn wrong_kind(
    name: &str,
    kind: &str,
    names: &LocalNames,
    place: impl FnOnce() -> Place,
) -> Option<Diagnostic> {
    let right = match name {
        "_Any" | "_FieldSet" => "scalar",
        "_Entity" => "union",
        "_Service" => "object",
        name if names.is_scalar(name) => "scalar",
        "Int" | "Float" | "String" | "Boolean" | "ID" => "scalar",
        _ => return None,
    };
    (right != kind).then(|| {
        let message =
            format!("`{name}` belongs to federation or GraphQL and is defined with another kind");
        Diagnostic::error(codes::TYPE_DEFINITION_INVALID, message)
            .at(place())
            .fix("leave the definition out")
    })
}
