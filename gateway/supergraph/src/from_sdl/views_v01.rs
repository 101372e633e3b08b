//! Each subgraph's own view, from join spec v0.1 (composed by Federation 1).
//!
//! v0.1 says less than its successors: value types (all that has no `@join__type`) are not joined to any
//! subgraph. They are taken to be in each subgraph whose own fields lead to them.

use std::sync::Arc;

use ahash::HashSet;
use apollo_compiler::Node;
use apollo_compiler::ast::FieldDefinition;
use apollo_compiler::schema::ExtendedType;

use super::Source;
use super::joins::{JoinField, Joins};
use super::overrides::Claim;
use super::views::{built_in_scalars, empty_view, plain_field};
use crate::{
    ByName, FieldSet, FieldSetItem, Key, Subgraph, SubgraphField, SubgraphId, SupergraphError,
    TypeId, TypeKind,
};

/// Fills the views of all subgraphs. Federation 1 knows no overrides.
pub(super) fn fill(
    source: &Source<'_>,
    joins: &Joins,
    subgraphs: &mut [Subgraph],
) -> Result<Vec<Claim>, SupergraphError> {
    built_in_scalars(source, subgraphs);
    let mut builder = Builder { source, subgraphs };
    for (name, ty) in own_types(source) {
        builder.joined(source.type_id(name)?, ty, joins)?;
    }
    for graph in 0..joins.graph_count() {
        builder.reach(SubgraphId(graph as u32));
        builder.field_sets(SubgraphId(graph as u32));
    }
    Ok(Vec::new())
}

fn own_types<'a>(
    source: &'a Source<'_>,
) -> impl Iterator<Item = (&'a apollo_compiler::Name, &'a ExtendedType)> {
    source
        .document
        .types
        .iter()
        .filter(|(name, ty)| !ty.is_built_in() && !source.features.owns_type(name))
}

struct Builder<'a> {
    source: &'a Source<'a>,
    subgraphs: &'a mut [Subgraph],
}

impl Builder<'_> {
    /// Entities and root types: everything that says which subgraph it belongs to.
    fn joined(
        &mut self,
        id: TypeId,
        ty: &ExtendedType,
        joins: &Joins,
    ) -> Result<(), SupergraphError> {
        let owner = joins.owner(&ty.directives().0)?;
        for join in joins.types(&ty.directives().0)? {
            let fields = join.key.map(|text| self.source.field_set(id, text));
            let fields = fields.transpose()?;
            let view = self.view(join.graph, id);
            if let Some(fields) = fields {
                view.keys.push(Key {
                    fields: Arc::new(fields),
                    resolvable: true,
                    extension: owner.is_some_and(|owner| owner != join.graph),
                });
            }
        }
        let fields = match ty {
            ExtendedType::Object(ty) => &ty.fields,
            ExtendedType::Interface(ty) => &ty.fields,
            ExtendedType::Scalar(_)
            | ExtendedType::Union(_)
            | ExtendedType::Enum(_)
            | ExtendedType::InputObject(_) => return Ok(()),
        };
        for field in fields.values() {
            let joined = joins.fields(&field.directives.0)?;
            let mut placed = false;
            for join in &joined {
                if let Some(graph) = join.graph {
                    self.field(id, graph, field, Some(join))?;
                    placed = true;
                }
            }
            if let Some(owner) = owner.filter(|_| !placed) {
                self.field(id, owner, field, None)?;
            }
        }
        Ok(())
    }

    fn view(&mut self, graph: SubgraphId, id: TypeId) -> &mut crate::SubgraphType {
        let kind = self.source.definitions[id.0 as usize].kind;
        self.subgraphs[graph.0 as usize]
            .types
            .get_or_insert_with(id, || empty_view(kind))
    }

    fn field(
        &mut self,
        id: TypeId,
        graph: SubgraphId,
        field: &Node<FieldDefinition>,
        join: Option<&JoinField<'_>>,
    ) -> Result<(), SupergraphError> {
        let base = self.source.type_id(field.ty.inner_named_type())?;
        let mut view = plain_field(field.name.clone(), field.ty.clone(), base);
        if let Some(join) = join {
            let set = |on: TypeId, text: Option<&str>| {
                let parsed = text.map(|text| self.source.field_set(on, text));
                Ok::<_, SupergraphError>(parsed.transpose()?.map(Arc::new))
            };
            view.requires = set(id, join.requires)?;
            view.provides = set(base, join.provides)?;
        }
        self.view(graph, id).fields.insert(view);
        Ok(())
    }

    /// Value types reached from a subgraph's own fields.
    fn reach(&mut self, graph: SubgraphId) {
        let mut open: Vec<TypeId> = self.subgraphs[graph.0 as usize]
            .types
            .iter()
            .map(|(id, _)| id)
            .collect();
        let mut seen: HashSet<TypeId> = HashSet::default();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            if self.subgraphs[graph.0 as usize].ty(id).is_none() {
                self.value_type(graph, id);
            }
            self.members(graph, id);
            open.extend(self.neighbours(graph, id));
        }
    }

    /// A value type is the same in each subgraph; an entity reached without being joined has no fields there.
    fn value_type(&mut self, graph: SubgraphId, id: TypeId) {
        let definition = &self.source.definitions[id.0 as usize];
        let fields = definition.fields.values();
        let fields: ByName<SubgraphField> = fields
            .map(|field| plain_field(field.name.clone(), field.ty.clone(), field.base))
            .collect();
        let values = definition.enum_values.keys().cloned().collect();
        let is_entity = self.is_entity(id);
        let view = self.view(graph, id);
        view.enum_values = values;
        if !is_entity {
            view.fields = fields;
        }
    }

    fn is_entity(&self, id: TypeId) -> bool {
        self.subgraphs.iter().any(|subgraph| {
            let view = subgraph.ty(id);
            view.is_some_and(|view| !view.keys.is_empty())
        })
    }

    fn members(&mut self, graph: SubgraphId, id: TypeId) {
        let definition = &self.source.definitions[id.0 as usize];
        let implements = definition.implements.clone();
        let possible = definition.possible.clone();
        let view = self.view(graph, id);
        match view.kind {
            TypeKind::Object | TypeKind::Interface => view.implements = implements,
            TypeKind::Union => view.possible = possible,
            TypeKind::Enum | TypeKind::Scalar | TypeKind::InputObject => {}
        }
    }

    fn neighbours(&self, graph: SubgraphId, id: TypeId) -> Vec<TypeId> {
        let definition = &self.source.definitions[id.0 as usize];
        let view = self.subgraphs[graph.0 as usize].ty(id);
        let fields = view.into_iter().flat_map(|view| view.fields.values());
        let mut next: Vec<TypeId> = fields.map(|field| field.base).collect();
        next.extend(definition.implements.iter().copied());
        if definition.is_abstract() {
            // Entities of other subgraphs are not members here unless they are joined.
            let members = definition.possible.iter();
            next.extend(members.filter(|member| {
                !self.is_entity(*member) || self.subgraphs[graph.0 as usize].ty(*member).is_some()
            }));
        }
        next
    }

    /// Key fields are there (and can be returned), required and provided ones are external.
    fn field_sets(&mut self, graph: SubgraphId) {
        let mut sets: Vec<(Arc<FieldSet>, bool)> = Vec::new();
        for (_, view) in self.subgraphs[graph.0 as usize].types.iter() {
            sets.extend(view.keys.iter().map(|key| (key.fields.clone(), false)));
        }
        for (_, view) in self.subgraphs[graph.0 as usize].types.iter() {
            for field in view.fields.values() {
                let needed = field.requires.iter().chain(&field.provides);
                sets.extend(needed.map(|set| (set.clone(), true)));
            }
        }
        for (set, external) in sets {
            self.declare(graph, &set, external);
        }
    }

    /// Recursion is bounded by the depth of field sets.
    fn declare(&mut self, graph: SubgraphId, set: &FieldSet, external: bool) {
        for item in &set.items {
            match item {
                FieldSetItem::Field {
                    name, selection, ..
                } => {
                    let definition = &self.source.definitions[set.ty.0 as usize];
                    if let Some(merged) = definition.fields.get(name) {
                        let mut field = plain_field(name.clone(), merged.ty.clone(), merged.base);
                        field.external = external;
                        let view = self.view(graph, set.ty);
                        if !view.fields.contains_key(name) {
                            view.fields.insert(field);
                        }
                    }
                    self.declare(graph, selection, external);
                }
                FieldSetItem::InlineFragment { selection, .. } => {
                    self.declare(graph, selection, external);
                }
            }
        }
    }
}
