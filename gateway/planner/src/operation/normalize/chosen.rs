//! Which operation of a document is run, and what it declares.

use apollo_compiler::ast::OperationType;
use apollo_compiler::executable as doc;
use apollo_compiler::{ExecutableDocument, Node};
use gateway_plan::OperationKind;
use gateway_supergraph::{Supergraph, TypeId};

use crate::PlanError;
use crate::operation::Variable;

pub(super) fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Node<doc::Operation>, PlanError> {
    document.operations.get(name).map_err(|_| match name {
        Some(name) => PlanError::UnknownOperation {
            name: name.to_owned(),
        },
        None => PlanError::AmbiguousOperation,
    })
}

pub(super) fn root_of(
    supergraph: &Supergraph,
    kind: OperationType,
) -> Result<(OperationKind, TypeId), PlanError> {
    let roots = &supergraph.roots;
    let (kind, root) = match kind {
        OperationType::Query => (OperationKind::Query, Some(roots.query)),
        OperationType::Mutation => (OperationKind::Mutation, roots.mutation),
        OperationType::Subscription => (OperationKind::Subscription, roots.subscription),
    };
    let missing = match kind {
        OperationKind::Query => "query",
        OperationKind::Mutation => "mutation",
        OperationKind::Subscription => "subscription",
    };
    let root = root.ok_or(PlanError::NoRootType { kind: missing })?;
    Ok((kind, root))
}

pub(super) fn variable(definition: &doc::VariableDefinition) -> Variable {
    let mut declaration = definition.ty.to_string();
    if let Some(default) = &definition.default_value {
        declaration.push_str(" = ");
        declaration.push_str(&default.serialize().no_indent().to_string());
    }
    Variable {
        name: definition.name.clone(),
        declaration,
    }
}
