//! The ways into subgraphs that values of a type have, and the requirements that open fields there.

use apollo_compiler::Name;
use gateway_supergraph::{
    FieldSet, FieldSetItem, Key, SubgraphId, SubgraphType, Supergraph, TypeId, TypeKind,
};

/// Worked out once a type.
pub(super) struct Ways<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    pub(super) requirements: Vec<Requirement<'a>>,
    /// Some key or requirement reads values below the type's own.
    pub(super) is_nested: bool,
}

/// Which subgraphs know each type: most know few.
pub(super) struct Knowing {
    by_type: Vec<Vec<SubgraphId>>,
}

impl Knowing {
    pub(super) fn of(supergraph: &Supergraph) -> Self {
        let mut by_type = vec![Vec::new(); supergraph.types.len()];
        for subgraph in &supergraph.subgraphs {
            for (ty, _) in subgraph.types.iter() {
                by_type[ty.0 as usize].push(subgraph.id);
            }
        }
        Self { by_type }
    }

    /// Those that know the type or one of its interfaces, each once, ascending.
    fn any_of(&self, ty: TypeId, interfaces: &[TypeId]) -> Vec<SubgraphId> {
        let mut all = self.by_type[ty.0 as usize].clone();
        if !interfaces.is_empty() {
            let others = interfaces.iter().map(|id| &self.by_type[id.0 as usize]);
            all.extend(others.flatten().copied());
            all.sort_unstable();
            all.dedup();
        }
        all
    }
}

/// A way into a subgraph.
pub(super) struct Entry<'a> {
    pub(super) subgraph: SubgraphId,
    pub(super) view: TypeId,
    pub(super) key: &'a Key,
    /// The representation names the concrete type, which must be known.
    pub(super) needs_typename: bool,
}

/// A field of a subgraph with `@requires`.
pub(super) struct Requirement<'a> {
    subgraph: SubgraphId,
    view: TypeId,
    field: &'a Name,
    pub(super) set: &'a FieldSet,
}

impl<'a> Requirement<'a> {
    pub(super) fn site(&self) -> (SubgraphId, TypeId, &'a Name) {
        (self.subgraph, self.view, self.field)
    }
}

impl<'a> Ways<'a> {
    pub(super) fn of(supergraph: &'a Supergraph, knowing: &Knowing, ty: TypeId) -> Self {
        let mut ways = Self {
            entries: Vec::new(),
            requirements: Vec::new(),
            is_nested: false,
        };
        let interfaces = &supergraph.ty(ty).implements;
        for id in knowing.any_of(ty, interfaces) {
            let subgraph = supergraph.subgraph(id);
            if let Some(view) = subgraph.ty(ty) {
                ways.enter(subgraph.id, ty, view, true);
                ways.requirements(subgraph.id, ty, view);
            }
            for interface in interfaces {
                let Some(view) = subgraph.ty(*interface) else {
                    continue;
                };
                if !view.possible.contains(ty) {
                    continue;
                }
                let target = match view.kind {
                    TypeKind::Object => *interface,
                    TypeKind::Interface
                    | TypeKind::Union
                    | TypeKind::Enum
                    | TypeKind::Scalar
                    | TypeKind::InputObject => ty,
                };
                ways.enter(subgraph.id, target, view, false);
                if target != ty {
                    ways.requirements(subgraph.id, target, view);
                }
            }
        }
        ways
    }

    fn enter(
        &mut self,
        subgraph: SubgraphId,
        target: TypeId,
        view: &'a SubgraphType,
        needs_typename: bool,
    ) {
        for key in view.keys.iter().filter(|key| key.resolvable) {
            self.is_nested |= is_nested(&key.fields);
            self.entries.push(Entry {
                subgraph,
                view: target,
                key,
                needs_typename,
            });
        }
    }

    fn requirements(&mut self, subgraph: SubgraphId, view: TypeId, declared: &'a SubgraphType) {
        for field in declared.fields.values() {
            if let Some(set) = &field.requires {
                self.is_nested |= is_nested(set);
                self.requirements.push(Requirement {
                    subgraph,
                    view,
                    field: &field.name,
                    set,
                });
            }
        }
    }
}

/// Recursion is bounded by the depth of field sets.
fn is_nested(set: &FieldSet) -> bool {
    set.items.iter().any(|item| match item {
        FieldSetItem::Field { selection, .. } => !selection.items.is_empty(),
        FieldSetItem::InlineFragment { selection, .. } => is_nested(selection),
    })
}
