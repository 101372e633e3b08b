//! How objects are sent to a subgraph.

use gateway_plan::{ContextSource, ContextValue, Representation, RepresentationField, Selection};
use gateway_supergraph::TypeSet;

use super::{Emitter, selection};
use crate::build::{PositionId, Sent, SentContext, SentField, SentSource};

impl Emitter<'_, '_> {
    pub(super) fn representations(
        &self,
        position: PositionId,
        sent: &[Sent],
    ) -> Vec<Representation> {
        let mut merged: Vec<Sent> = Vec::new();
        for one in sent {
            let is_abstract = self.graph.supergraph.ty(one.entry).is_abstract();
            let one = Sent {
                fields: one
                    .fields
                    .iter()
                    .map(|field| without(field, &one.types))
                    .collect(),
                ..one.clone()
            };
            // Members that are sent alike are one; each says its own type, or all say the interface's.
            let same = merged.iter_mut().find(|other| {
                let other_abstract = self.graph.supergraph.ty(other.entry).is_abstract();
                let alike = other.entry == one.entry || !(is_abstract || other_abstract);
                alike && other.fields == one.fields
            });
            match same {
                Some(other) => other.types = other.types.union(&one.types),
                None => merged.push(one),
            }
        }
        merged
            .iter()
            .map(|one| self.representation(position, one))
            .collect()
    }

    fn representation(&self, position: PositionId, sent: &Sent) -> Representation {
        let place = self.place(position);
        let supergraph = self.graph.supergraph;
        let entry = supergraph.ty(sent.entry);
        let fixed = !supergraph.ty(place.ty).is_abstract();
        let everything = place.types.is_subset(&sent.types);
        let one = sent.types.len() == 1;
        let on = if fixed || (everything && (entry.is_abstract() || place.untyped.is_some())) {
            Vec::new()
        } else {
            self.names(&sent.types)
        };
        let constant = entry.is_abstract() || one;
        Representation {
            on,
            typename: constant.then(|| entry.name.to_string()),
            fields: sent
                .fields
                .iter()
                .map(|field| self.sent_field(field))
                .collect(),
        }
    }

    fn sent_field(&self, field: &SentField) -> RepresentationField {
        RepresentationField {
            name: field.name.clone(),
            storage_key: field.storage_key.clone(),
            key: field.key,
            on: field
                .on
                .as_ref()
                .map(|on| self.names(on))
                .unwrap_or_default(),
            fields: field
                .fields
                .iter()
                .map(|below| self.sent_field(below))
                .collect(),
        }
    }
}

impl Emitter<'_, '_> {
    /// The contexts that a selection uses.
    pub(super) fn contexts(
        &self,
        contexts: &[SentContext],
        selection: &Selection,
    ) -> Vec<ContextValue> {
        let mut used = Vec::new();
        selection::variables(selection, &mut used);
        contexts
            .iter()
            .filter(|context| used.contains(&context.variable))
            .map(|context| ContextValue {
                variable: context.variable.clone(),
                ty: context.ty.clone(),
                sources: context
                    .sources
                    .iter()
                    .map(|source| self.context_source(source))
                    .collect(),
            })
            .collect()
    }

    fn context_source(&self, source: &SentSource) -> ContextSource {
        let fields = source.fields.iter().map(|field| match &source.on {
            Some(on) => without(field, on),
            None => field.clone(),
        });
        ContextSource {
            up: source.up,
            on: source
                .on
                .as_ref()
                .map(|on| self.names(on))
                .unwrap_or_default(),
            fields: fields.map(|field| self.sent_field(&field)).collect(),
        }
    }
}

impl Sent {
    /// The part of it that sends some types only.
    pub(super) fn among(&self, types: &TypeSet) -> Option<Self> {
        let types = self.types.intersection(types);
        (!types.is_empty()).then(|| Self {
            types,
            ..self.clone()
        })
    }
}

/// A field of a representation that is for `types` anyway need not say so again.
fn without(field: &SentField, types: &TypeSet) -> SentField {
    SentField {
        on: field.on.clone().filter(|on| !types.is_subset(on)),
        ..field.clone()
    }
}
