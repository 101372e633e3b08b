//! Whether a subgraph resolves a field at the place at hand (rules 11, 12, 25, 26, 28).

use apollo_compiler::Name;
use gateway_supergraph::{
    FieldSet, FieldSetItem, SubgraphField, SubgraphId, SubgraphType, TypeId, TypeKind,
};

use super::Graph;
use crate::options::label_text;

/// What `@provides` paths make local at a place: the selections that stand there.
#[derive(Clone, Default)]
pub(crate) struct View<'a> {
    pub(crate) sets: Vec<&'a FieldSet>,
}

/// A field that a subgraph resolves.
#[derive(Clone, Copy)]
pub(crate) struct Local<'a> {
    pub(crate) field: &'a SubgraphField,
    /// The type that holds the field in the subgraph: the subject, or an interface object of it.
    pub(crate) owner: TypeId,
}

impl<'a> Graph<'a> {
    /// The field as `subgraph` resolves it for `subject`, or `None`. It may still ask for a requirement.
    pub(crate) fn local(
        &self,
        subgraph: SubgraphId,
        subject: TypeId,
        name: &Name,
        view: &View<'a>,
    ) -> Option<Local<'a>> {
        let definition = self.supergraph.ty(subject);
        match definition.kind {
            TypeKind::Object => self
                .on_type(subgraph, subject, subject, name, view)
                .or_else(|| {
                    definition
                        .implements
                        .iter()
                        .filter(|interface| self.is_interface_object(subgraph, **interface))
                        .find_map(|interface| {
                            self.on_type(subgraph, *interface, subject, name, view)
                        })
                }),
            TypeKind::Interface => {
                let local = self.on_type(subgraph, subject, subject, name, view)?;
                let whole = self.is_interface_object(subgraph, subject)
                    || self.every_member(subgraph, subject, name, view);
                whole.then_some(local)
            }
            TypeKind::Union | TypeKind::Enum | TypeKind::Scalar | TypeKind::InputObject => None,
        }
    }

    /// An interface's field may be asked as such where each member resolves it plainly.
    fn every_member(
        &self,
        subgraph: SubgraphId,
        interface: TypeId,
        name: &Name,
        view: &View<'a>,
    ) -> bool {
        let possible = self.possible_in(subgraph, interface);
        !possible.is_empty()
            && possible.iter().all(|member| {
                self.on_type(subgraph, member, member, name, view)
                    .is_some_and(|local| local.field.is_plain())
            })
    }

    fn on_type(
        &self,
        subgraph: SubgraphId,
        owner: TypeId,
        subject: TypeId,
        name: &Name,
        view: &View<'a>,
    ) -> Option<Local<'a>> {
        let ty = self.supergraph.view(subgraph, owner)?;
        let field = ty.fields.get(name)?;
        if !self.is_alive(field) {
            return None;
        }
        let resolved =
            !field.external || is_extension_key(ty, name) || self.is_provided(view, subject, name);
        resolved.then_some(Local { field, owner })
    }

    /// A copy that another subgraph has taken over is never asked.
    fn is_alive(&self, field: &SubgraphField) -> bool {
        let taken = match &field.overridden {
            None => false,
            Some(over) => over
                .label
                .as_ref()
                .is_none_or(|label| self.overrides.contains(&label_text(label))),
        };
        let takes = match &field.overrides {
            None => true,
            Some(over) => over
                .label
                .as_ref()
                .is_none_or(|label| self.overrides.contains(&label_text(label))),
        };
        takes && !taken
    }

    fn is_provided(&self, view: &View<'a>, subject: TypeId, name: &Name) -> bool {
        view.sets
            .iter()
            .any(|set| self.names(set, subject, name).next().is_some())
    }

    /// The selections below a field that a provided set names for a subject.
    fn names(
        &self,
        set: &'a FieldSet,
        subject: TypeId,
        name: &Name,
    ) -> Box<dyn Iterator<Item = &'a FieldSet> + 'a> {
        let mut found = Vec::new();
        self.gather(set, subject, name, &mut found);
        Box::new(found.into_iter())
    }

    fn gather(
        &self,
        set: &'a FieldSet,
        subject: TypeId,
        name: &Name,
        found: &mut Vec<&'a FieldSet>,
    ) {
        let stands_on = self.supergraph.ty(set.ty);
        if set.ty != subject && !stands_on.possible.contains(subject) {
            return;
        }
        for item in &set.items {
            match item {
                FieldSetItem::Field {
                    name: named,
                    selection,
                    ..
                } => {
                    if named == name {
                        found.push(selection);
                    }
                }
                FieldSetItem::InlineFragment { selection, .. } => {
                    self.gather(selection, subject, name, found);
                }
            }
        }
    }

    /// What is provided below a field, given what is provided at it.
    pub(crate) fn below(
        &self,
        view: &View<'a>,
        subject: TypeId,
        field: &'a SubgraphField,
    ) -> View<'a> {
        let mut sets = Vec::new();
        for set in &view.sets {
            self.gather(set, subject, &field.name, &mut sets);
        }
        sets.extend(field.provides.as_deref());
        sets.retain(|set| !set.items.is_empty());
        View { sets }
    }
}

/// An external key field of an extension can be returned (rule 11).
fn is_extension_key(ty: &SubgraphType, name: &Name) -> bool {
    ty.keys
        .iter()
        .filter(|key| key.extension)
        .flat_map(|key| &key.fields.items)
        .any(|item| match item {
            FieldSetItem::Field { name: named, .. } => named == name,
            FieldSetItem::InlineFragment { .. } => false,
        })
}
