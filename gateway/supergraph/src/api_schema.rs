//! The schemas derived from a supergraph document: the merged one, less the machinery of the join and
//! other specs, and the API schema, less all that is inaccessible as well.

use std::sync::Arc;

use ahash::HashSet;
use apollo_compiler::ast::{self, DirectiveLocation};
use apollo_compiler::schema::{ComponentName, ExtendedType};
use apollo_compiler::validation::Valid;
use apollo_compiler::{Name, Node, Schema};

use crate::SupergraphError;
use crate::error::schema_findings;
use crate::features::Features;
use crate::links::identity;

/// Directives of the GraphQL specification that say something to clients; applications of all others are
/// addressed to the gateway and removed.
const FOR_CLIENTS: [&str; 3] = ["deprecated", "specifiedBy", "oneOf"];

/// The merged schema: everything of the graph, nothing of the specs.
pub(crate) fn merged_schema(
    supergraph: &Schema,
    features: &Features,
) -> Result<Valid<Schema>, SupergraphError> {
    let mut schema = supergraph.clone();
    schema.types.retain(|name, _| !features.owns_type(name));
    schema
        .directive_definitions
        .retain(|name, definition| keeps_directive(name, definition, features));
    schema.schema_definition.make_mut().directives.clear();
    for ty in schema.types.values_mut() {
        if !ty.is_built_in() {
            strip_type(ty);
        }
    }
    validated(schema)
}

/// The API schema: the merged schema less what is inaccessible in the supergraph document. Where nothing can be
/// inaccessible, they are one and the same.
pub(crate) fn api_schema(
    merged: &Arc<Valid<Schema>>,
    supergraph: &Schema,
    features: &Features,
) -> Result<Arc<Valid<Schema>>, SupergraphError> {
    let marker = features.name(identity::INACCESSIBLE, "inaccessible");
    if marker.is_empty() {
        return Ok(merged.clone());
    }
    let mut schema: Schema = (***merged).clone();
    hide(&mut schema, supergraph, &marker);
    validated(schema).map(Arc::new)
}

fn validated(schema: Schema) -> Result<Valid<Schema>, SupergraphError> {
    schema
        .validate()
        .map_err(|error| SupergraphError::InvalidGraphql {
            diagnostics: schema_findings(&error.errors),
        })
}

fn keeps_directive(
    name: &Name,
    definition: &ast::DirectiveDefinition,
    features: &Features,
) -> bool {
    if FOR_CLIENTS.contains(&name.as_str()) || ["skip", "include"].contains(&name.as_str()) {
        return true;
    }
    !features.owns_directive(name) && definition.locations.iter().any(is_executable)
}

fn is_executable(location: &DirectiveLocation) -> bool {
    match location {
        DirectiveLocation::Query
        | DirectiveLocation::Mutation
        | DirectiveLocation::Subscription
        | DirectiveLocation::Field
        | DirectiveLocation::FragmentDefinition
        | DirectiveLocation::FragmentSpread
        | DirectiveLocation::InlineFragment
        | DirectiveLocation::VariableDefinition => true,
        DirectiveLocation::Schema
        | DirectiveLocation::Scalar
        | DirectiveLocation::Object
        | DirectiveLocation::FieldDefinition
        | DirectiveLocation::ArgumentDefinition
        | DirectiveLocation::Interface
        | DirectiveLocation::Union
        | DirectiveLocation::Enum
        | DirectiveLocation::EnumValue
        | DirectiveLocation::InputObject
        | DirectiveLocation::InputFieldDefinition => false,
    }
}

fn strip_type(ty: &mut ExtendedType) {
    match ty {
        ExtendedType::Scalar(ty) => strip_list(&mut ty.make_mut().directives.0),
        ExtendedType::Union(ty) => strip_list(&mut ty.make_mut().directives.0),
        ExtendedType::Object(ty) => {
            let ty = ty.make_mut();
            strip_list(&mut ty.directives.0);
            ty.fields.values_mut().for_each(|field| strip_field(field));
        }
        ExtendedType::Interface(ty) => {
            let ty = ty.make_mut();
            strip_list(&mut ty.directives.0);
            ty.fields.values_mut().for_each(|field| strip_field(field));
        }
        ExtendedType::Enum(ty) => {
            let ty = ty.make_mut();
            strip_list(&mut ty.directives.0);
            for value in ty.values.values_mut() {
                strip_list(&mut value.make_mut().directives.0);
            }
        }
        ExtendedType::InputObject(ty) => {
            let ty = ty.make_mut();
            strip_list(&mut ty.directives.0);
            for field in ty.fields.values_mut() {
                strip_list(&mut field.make_mut().directives.0);
            }
        }
    }
}

/// Most fields bear nothing, and stay shared with the supergraph.
fn strip_field(field: &mut Node<ast::FieldDefinition>) {
    let bears = |directives: &ast::DirectiveList| !directives.is_empty();
    if !bears(&field.directives) && !field.arguments.iter().any(|a| bears(&a.directives)) {
        return;
    }
    let field = field.make_mut();
    strip_list(&mut field.directives.0);
    for argument in &mut field.arguments {
        if bears(&argument.directives) {
            strip_list(&mut argument.make_mut().directives.0);
        }
    }
}

fn strip_list<D: AsRef<ast::Directive>>(directives: &mut Vec<D>) {
    directives.retain(|directive| FOR_CLIENTS.contains(&directive.as_ref().name.as_str()));
}

/// Removes from `schema` all that bears the marker in `supergraph`.
fn hide(schema: &mut Schema, supergraph: &Schema, marker: &str) {
    let hidden: HashSet<Name> = supergraph
        .types
        .iter()
        .filter(|(_, ty)| ty.directives().has(marker))
        .map(|(name, _)| name.clone())
        .collect();
    schema.types.retain(|name, _| !hidden.contains(name));
    let definition = schema.schema_definition.make_mut();
    for root in [&mut definition.mutation, &mut definition.subscription] {
        if root
            .as_ref()
            .is_some_and(|name| hidden.contains(&name.name))
        {
            *root = None;
        }
    }
    for definition in schema.directive_definitions.values_mut() {
        let Some(source) = supergraph.directive_definitions.get(&definition.name) else {
            continue;
        };
        if source.arguments.iter().any(|a| a.directives.has(marker)) {
            let hidden = hidden_arguments(&source.arguments, marker);
            definition
                .make_mut()
                .arguments
                .retain(|argument| !hidden.contains(&argument.name));
        }
    }
    let visible = |name: &ComponentName| !hidden.contains(&name.name);
    for (name, ty) in &mut schema.types {
        let Some(source) = supergraph.types.get(name) else {
            continue;
        };
        match (ty, source) {
            (ExtendedType::Object(ty), ExtendedType::Object(source)) => {
                let ty = ty.make_mut();
                ty.implements_interfaces.retain(visible);
                hide_fields(&mut ty.fields, &source.fields, marker);
            }
            (ExtendedType::Interface(ty), ExtendedType::Interface(source)) => {
                let ty = ty.make_mut();
                ty.implements_interfaces.retain(visible);
                hide_fields(&mut ty.fields, &source.fields, marker);
            }
            (ExtendedType::Union(ty), ExtendedType::Union(_)) => {
                ty.make_mut().members.retain(visible);
            }
            (ExtendedType::Enum(ty), ExtendedType::Enum(source)) => {
                ty.make_mut()
                    .values
                    .retain(|name, _| !source.values[name].directives.has(marker));
            }
            (ExtendedType::InputObject(ty), ExtendedType::InputObject(source)) => {
                ty.make_mut()
                    .fields
                    .retain(|name, _| !source.fields[name].directives.has(marker));
            }
            // Both come from one document, so that the kinds are the same; scalars have no parts.
            (
                ExtendedType::Scalar(_)
                | ExtendedType::Object(_)
                | ExtendedType::Interface(_)
                | ExtendedType::Union(_)
                | ExtendedType::Enum(_)
                | ExtendedType::InputObject(_),
                _,
            ) => {}
        }
    }
}

type Fields = apollo_compiler::collections::IndexMap<
    Name,
    apollo_compiler::schema::Component<ast::FieldDefinition>,
>;

fn hide_fields(fields: &mut Fields, source: &Fields, marker: &str) {
    fields.retain(|name, _| !source[name].directives.has(marker));
    for (name, field) in fields {
        let hidden = hidden_arguments(&source[name].arguments, marker);
        if !hidden.is_empty() {
            field
                .make_mut()
                .arguments
                .retain(|argument| !hidden.contains(&argument.name));
        }
    }
}

fn hidden_arguments(arguments: &[Node<ast::InputValueDefinition>], marker: &str) -> HashSet<Name> {
    arguments
        .iter()
        .filter(|argument| argument.directives.has(marker))
        .map(|argument| argument.name.clone())
        .collect()
}
