//! Scalars: the same everywhere.

use apollo_compiler::ast::{Definition, DirectiveLocation, ScalarTypeDefinition};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Node};

use super::directives::Applied;
use super::{Context, descriptions, directives};

pub(super) fn merge(cx: &mut Context<'_>, name: &Name, sources: &[usize]) -> Definition {
    let subgraphs = cx.subgraphs;
    let declared: Vec<(usize, &ExtendedType)> = sources
        .iter()
        .filter_map(|index| Some((*index, subgraphs[*index].ty(name)?)))
        .collect();
    let element = || format!("the scalar `{name}`");
    let texts = declared.iter().map(|(_, ty)| ty.description());
    let description = descriptions::merge(cx, element, texts);
    let applied: Vec<Applied<'_>> = declared
        .iter()
        .map(|(index, ty)| Applied::of_type(*index, ty.directives()))
        .collect();
    let mut all = cx.join_types(name, sources);
    all.extend(directives::merge(
        cx,
        name,
        DirectiveLocation::Scalar,
        &applied,
    ));
    Definition::ScalarTypeDefinition(Node::new(ScalarTypeDefinition {
        description,
        name: name.clone(),
        directives: all.into_iter().collect(),
    }))
}
