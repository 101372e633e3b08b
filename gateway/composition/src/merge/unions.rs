//! Unions: the members of all.

use apollo_compiler::ast::{Definition, DirectiveLocation, UnionTypeDefinition};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Node};
use indexmap::IndexSet;

use super::directives::Applied;
use super::join::{Application, string};
use super::{Context, descriptions, directives};

pub(super) fn merge(cx: &mut Context<'_>, name: &Name, sources: &[usize]) -> Definition {
    let subgraphs = cx.subgraphs;
    let declared = sources
        .iter()
        .filter_map(|index| match subgraphs[*index].ty(name) {
            Some(ExtendedType::Union(ty)) => Some((*index, ty)),
            Some(
                ExtendedType::Scalar(_)
                | ExtendedType::Object(_)
                | ExtendedType::Interface(_)
                | ExtendedType::Enum(_)
                | ExtendedType::InputObject(_),
            )
            | None => None,
        });
    let declared: Vec<_> = declared.collect();
    let mut members: IndexSet<Name> = IndexSet::new();
    let mut all = cx.join_types(name, sources);
    for (index, ty) in &declared {
        for member in &ty.members {
            members.insert(member.name.clone());
            let join = Application::of("join__unionMember")
                .with("graph", cx.graph(*index))
                .with("member", string(member.as_str()));
            all.push(join.node());
        }
    }
    let element = || format!("the union `{name}`");
    let texts = declared.iter().map(|(_, ty)| ty.description.as_ref());
    let description = descriptions::merge(cx, element, texts);
    let applied: Vec<Applied<'_>> = declared
        .iter()
        .map(|(index, ty)| Applied::of_type(*index, &ty.directives))
        .collect();
    all.extend(directives::merge(
        cx,
        name,
        DirectiveLocation::Union,
        &applied,
    ));
    Definition::UnionTypeDefinition(Node::new(UnionTypeDefinition {
        description,
        name: name.clone(),
        directives: all.into_iter().collect(),
        members: members.into_iter().collect(),
    }))
}
