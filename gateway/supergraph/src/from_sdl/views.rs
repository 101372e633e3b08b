//! Each subgraph's own view, from join spec v0.2 and newer.

use std::sync::Arc;

use ahash::HashMap;
use apollo_compiler::Name;
use apollo_compiler::ast::FieldDefinition;
use apollo_compiler::collections::{IndexMap, IndexSet};
use apollo_compiler::schema::{Component, EnumType, ExtendedType, UnionType};

use super::joins::{JoinContextArgument, JoinField, JoinType, Joins};
use super::overrides::Claim;
use super::{Source, invalid};
use crate::field_set::parse_selections;
use crate::{
    ByName, ContextArgument, FieldSet, FieldSetItem, Key, Subgraph, SubgraphField, SubgraphId,
    SubgraphType, SupergraphError, TypeId, TypeKind, TypeSet,
};

type Fields = IndexMap<Name, Component<FieldDefinition>>;

/// Fills the views of all subgraphs; gives back who overrides what.
pub(super) fn fill(
    source: &Source<'_>,
    joins: &Joins,
    subgraphs: &mut [Subgraph],
) -> Result<Vec<Claim>, SupergraphError> {
    built_in_scalars(source, subgraphs);
    let mut builder = Builder {
        source,
        joins,
        subgraphs,
        claims: Vec::new(),
    };
    for (name, ty) in &source.document.types {
        if ty.is_built_in() || source.features.owns_type(name) {
            continue;
        }
        builder.ty(source.type_id(name)?, ty)?;
    }
    let claims = builder.claims;
    return_extension_keys(subgraphs);
    Ok(claims)
}

/// Every subgraph knows the scalars of GraphQL itself.
pub(super) fn built_in_scalars(source: &Source<'_>, subgraphs: &mut [Subgraph]) {
    for definition in source.definitions {
        if !["Int", "Float", "String", "Boolean", "ID"].contains(&definition.name.as_str()) {
            continue;
        }
        for subgraph in subgraphs.iter_mut() {
            let types = &mut subgraph.types;
            types.get_or_insert_with(definition.id, || empty_view(TypeKind::Scalar));
        }
    }
}

pub(super) fn empty_view(kind: TypeKind) -> SubgraphType {
    SubgraphType {
        kind,
        interface_object: false,
        keys: Vec::new(),
        fields: ByName::new(),
        implements: Vec::new(),
        possible: TypeSet::new(),
        enum_values: ByName::new(),
    }
}

struct Builder<'a> {
    source: &'a Source<'a>,
    joins: &'a Joins,
    subgraphs: &'a mut [Subgraph],
    claims: Vec<Claim>,
}

impl Builder<'_> {
    fn ty(&mut self, id: TypeId, ty: &ExtendedType) -> Result<(), SupergraphError> {
        let directives = &ty.directives().0;
        let joined = self.joins.types(directives)?;
        // The subgraphs of an entity mostly have the same key.
        let mut keys = HashMap::default();
        for join in &joined {
            self.join_type(id, join, &mut keys)?;
        }
        for (graph, interface) in self.joins.implements(directives)? {
            let interface = self.source.type_id(interface)?;
            self.view(graph, id)?.implements.push(interface);
        }
        match ty {
            ExtendedType::Object(ty) => self.fields(id, &joined, &ty.fields),
            ExtendedType::Interface(ty) => self.fields(id, &joined, &ty.fields),
            ExtendedType::Union(ty) => self.members(id, &joined, ty),
            ExtendedType::Enum(ty) => self.values(id, &joined, ty),
            ExtendedType::Scalar(_) | ExtendedType::InputObject(_) => Ok(()),
        }
    }

    fn view(
        &mut self,
        graph: SubgraphId,
        id: TypeId,
    ) -> Result<&mut SubgraphType, SupergraphError> {
        let subgraph = &mut self.subgraphs[graph.0 as usize];
        let name = &self.source.definitions[id.0 as usize].name;
        subgraph.types.get_mut(id).ok_or_else(|| {
            invalid(format!(
                "`{name}` is used in {} without being joined to it",
                subgraph.graph
            ))
        })
    }

    fn join_type<'a>(
        &mut self,
        id: TypeId,
        join: &JoinType<'a>,
        keys: &mut HashMap<&'a str, Arc<FieldSet>>,
    ) -> Result<(), SupergraphError> {
        let kind = self.source.definitions[id.0 as usize].kind;
        let key = match join.key {
            Some(text) => Some(match keys.get(text) {
                Some(known) => known.clone(),
                None => {
                    let read = Arc::new(without_typename(self.source.field_set(id, text)?));
                    keys.insert(text, read.clone());
                    read
                }
            }),
            None => None,
        };
        let types = &mut self.subgraphs[join.graph.0 as usize].types;
        let view = types.get_or_insert_with(id, || empty_view(kind));
        if join.interface_object {
            view.interface_object = true;
            view.kind = TypeKind::Object;
        }
        if let Some(fields) = key {
            view.keys.push(Key {
                fields,
                resolvable: join.resolvable,
                extension: join.extension,
            });
        }
        Ok(())
    }

    fn fields(
        &mut self,
        id: TypeId,
        joined: &[JoinType<'_>],
        fields: &Fields,
    ) -> Result<(), SupergraphError> {
        let everywhere = graphs(joined);
        for field in fields.values() {
            let joins = self.joins.fields(&field.directives.0)?;
            if joins.is_empty() {
                for graph in &everywhere {
                    self.field(id, *graph, field, None)?;
                }
            }
            for join in &joins {
                if let Some(graph) = join.graph {
                    self.field(id, graph, field, Some(join))?;
                }
            }
        }
        Ok(())
    }

    fn field(
        &mut self,
        id: TypeId,
        graph: SubgraphId,
        field: &Component<FieldDefinition>,
        join: Option<&JoinField<'_>>,
    ) -> Result<(), SupergraphError> {
        let ty = match join.and_then(|join| join.ty.as_ref()) {
            Some(ty) => ty.clone(),
            None => field.ty.clone(),
        };
        let base = self.source.type_id(ty.inner_named_type())?;
        let mut view = plain_field(field.name.clone(), ty, base);
        if let Some(join) = join {
            let set = |on: TypeId, text: Option<&str>| {
                let parsed = text.map(|text| self.source.field_set(on, text));
                Ok(parsed.transpose()?.map(Arc::new))
            };
            view.external = join.external;
            view.requires = set(id, join.requires)?;
            view.provides = set(base, join.provides)?;
            view.context_arguments = join
                .contexts
                .iter()
                .map(|argument| context_argument(self.source, argument))
                .collect::<Result<_, _>>()?;
            if let Some(from) = join.overrides {
                self.claims.push(Claim {
                    subgraph: graph,
                    ty: id,
                    field: field.name.clone(),
                    from: from.to_owned(),
                    label: join.label.map(str::to_owned),
                });
            }
            // The old copy is of no use but in representations, also when its new owner cannot be found.
            if join.used_overridden && join.label.is_none() {
                view.external = true;
            }
        }
        self.view(graph, id)?.fields.insert(view);
        Ok(())
    }

    fn members(
        &mut self,
        id: TypeId,
        joined: &[JoinType<'_>],
        ty: &UnionType,
    ) -> Result<(), SupergraphError> {
        let members = self.joins.union_members(&ty.directives.0)?;
        if members.is_empty() {
            // Before v0.3, every member is in every subgraph that has the union.
            let all: TypeSet = ty
                .members
                .iter()
                .map(|name| self.source.type_id(&name.name))
                .collect::<Result<_, _>>()?;
            for graph in graphs(joined) {
                self.view(graph, id)?.possible = all.clone();
            }
        }
        for (graph, member) in members {
            let member = self.source.type_id(member)?;
            self.view(graph, id)?.possible.insert(member);
        }
        Ok(())
    }

    fn values(
        &mut self,
        id: TypeId,
        joined: &[JoinType<'_>],
        ty: &EnumType,
    ) -> Result<(), SupergraphError> {
        for value in ty.values.values() {
            let mut known = self.joins.enum_value(&value.directives.0)?;
            if known.is_empty() {
                known = graphs(joined);
            }
            for graph in known {
                self.view(graph, id)?
                    .enum_values
                    .insert(value.value.clone());
            }
        }
        Ok(())
    }
}

pub(super) fn plain_field(
    name: Name,
    ty: apollo_compiler::ast::Type,
    base: TypeId,
) -> SubgraphField {
    SubgraphField {
        name,
        ty,
        base,
        external: false,
        requires: None,
        provides: None,
        overridden: None,
        overrides: None,
        context_arguments: Vec::new(),
    }
}

/// Each graph once, in order; a type has one `@join__type` a key.
fn graphs(joined: &[JoinType<'_>]) -> Vec<SubgraphId> {
    let graphs: IndexSet<SubgraphId> = joined.iter().map(|join| join.graph).collect();
    graphs.into_iter().collect()
}

fn context_argument(
    source: &Source<'_>,
    argument: &JoinContextArgument<'_>,
) -> Result<ContextArgument, SupergraphError> {
    let bad = |reason: String| {
        invalid(format!(
            "the context selection \"{}\": {reason}",
            argument.selection
        ))
    };
    let selections =
        parse_selections(argument.selection).map_err(|error| bad(error.to_string()))?;
    let setters: Vec<TypeId> = source
        .definitions
        .iter()
        .filter(|ty| ty.contexts.iter().any(|name| **name == *argument.context))
        .map(|ty| ty.id)
        .collect();
    let first = setters
        .first()
        .copied()
        .ok_or_else(|| bad(format!("no type sets the context `{}`", argument.context)))?;
    let resolve = |ty: TypeId| {
        source
            .types()
            .resolve(ty, &selections)
            .map_err(|error| bad(error.to_string()))
    };
    let fragments = selections
        .iter()
        .all(|selection| selection.as_inline_fragment().is_some());
    let selection = if fragments || setters.len() == 1 {
        resolve(first)?
    } else {
        // One plain selection for several setters: made explicit for each.
        let items = setters
            .iter()
            .map(|setter| {
                Ok(FieldSetItem::InlineFragment {
                    on: source.definitions[setter.0 as usize].name.clone(),
                    selection: resolve(*setter)?,
                })
            })
            .collect::<Result<_, SupergraphError>>()?;
        FieldSet { ty: first, items }
    };
    Ok(ContextArgument {
        argument: argument.argument.clone(),
        ty: argument.ty.clone(),
        context: argument.context.into(),
        selection: Arc::new(selection),
    })
}

/// A key may name `__typename`, which every representation carries anyway.
fn without_typename(mut key: FieldSet) -> FieldSet {
    let is_typename = |item: &FieldSetItem| match item {
        FieldSetItem::Field { name, .. } => name == "__typename",
        FieldSetItem::InlineFragment { .. } => false,
    };
    if !key.items.iter().all(is_typename) {
        key.items.retain(|item| !is_typename(item));
    }
    key
}

/// Rule 11: what an extension's key names can be returned although it is marked external, nested fields
/// included.
fn return_extension_keys(subgraphs: &mut [Subgraph]) {
    for subgraph in subgraphs {
        let keys: Vec<Arc<FieldSet>> = subgraph
            .types
            .values()
            .flat_map(|view| &view.keys)
            .filter(|key| key.extension)
            .map(|key| key.fields.clone())
            .collect();
        for key in keys {
            make_local(subgraph, &key);
        }
    }
}

/// Recursion is bounded by the depth of field sets.
fn make_local(subgraph: &mut Subgraph, set: &FieldSet) {
    for item in &set.items {
        match item {
            FieldSetItem::Field {
                name, selection, ..
            } => {
                let view = subgraph.types.get_mut(set.ty);
                if let Some(field) = view.and_then(|view| view.fields.get_mut(name)) {
                    field.external = false;
                }
                make_local(subgraph, selection);
            }
            FieldSetItem::InlineFragment { selection, .. } => make_local(subgraph, selection),
        }
    }
}
