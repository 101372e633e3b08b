//! The shape of the client's answer, with the API schema's types (rules 38, 41).

use std::collections::BTreeSet;
use std::sync::Arc;

use apollo_compiler::ast::Type;
use gateway_plan::{Leaf, OutputField, OutputType, PartId, Shape};
use gateway_supergraph::{TypeDefinition, TypeId, TypeKind, TypeSet};

use super::parts::Needs;
use super::{Emitter, guards};
use crate::build::{Answer, Position, PositionId};
use crate::operation::{Field, SelectionSet};

/// Writes the shape of the answer, part by part.
pub(super) struct ShapeWriter<'w, 'e, 'a> {
    pub(super) emitter: &'w Emitter<'e, 'a>,
    pub(super) needs: Needs<'w>,
    /// The part being written.
    pub(super) part: PartId,
    /// Whether anything is deferred.
    pub(super) defers: bool,
}

impl ShapeWriter<'_, '_, '_> {
    /// What the part being written shows of a selection.
    pub(super) fn shape(&mut self, position: PositionId, set: &SelectionSet) -> Shape {
        let mut fields = Vec::new();
        for field in &set.fields {
            let brought = self.emitter.operation.brings(self.part, field);
            let before = fields.len();
            let leads = field.asked.contains(self.part) && !field.selection.fields.is_empty();
            if brought || leads {
                self.outputs(position, field, &mut fields);
            }
            if !brought {
                // A part around this one shows the object; here it leads to what this one adds.
                let added = fields.split_off(before).into_iter();
                fields.extend(added.filter(|output| !output.shape.is_empty()));
            }
        }
        let deferred = self.deferred(position, set);
        Shape { fields, deferred }
    }

    fn outputs(&mut self, position: PositionId, field: &Arc<Field>, into: &mut Vec<OutputField>) {
        let emitter = self.emitter;
        let place = emitter.place(position);
        let on = field.on.intersection(&place.types);
        if on.is_empty() {
            return;
        }
        if field.denied.is_some() || field.name.starts_with("__") {
            let output = emitter.answered_here(place, field, &on);
            if !output.on.is_empty() || field.name == "__typename" {
                self.need_type(place);
            }
            into.push(output);
            return;
        }
        let key = (position, Arc::as_ptr(field) as usize);
        let Some(answer) = emitter.built.answers.get(&key) else {
            return;
        };
        self.known(place, field, answer, into);
        let missing = answer.unreachable.intersection(&place.types);
        if !missing.is_empty() {
            let ty = unreachable_type(&field.ty);
            let key = field.response_key.as_str();
            into.push(emitter.output(place, field, &missing, key, ty));
        }
    }

    fn known(
        &mut self,
        place: &Position,
        field: &Field,
        answer: &Answer,
        into: &mut Vec<OutputField>,
    ) {
        let emitter = self.emitter;
        let mut parts: Vec<(OutputField, TypeSet)> = Vec::new();
        for (types, id) in &answer.facts {
            let types = types.intersection(&place.types);
            if types.is_empty() {
                continue;
            }
            let fact = &emitter.built.facts[id.index()];
            self.need_fact(fact);
            let mut ty = emitter.output_type(&field.ty, field.base);
            if let Some(child) = fact.child {
                ty.narrow(&emitter.names(&emitter.place(child).types));
            }
            let mut output = emitter.output(place, field, &types, &fact.storage_key, ty);
            if let Some(child) = fact.child {
                output.shape = self.shape(child, &field.selection);
            }
            if !output.on.is_empty() {
                self.need_type(place);
            }
            // Types that are answered alike, from whatever source, are one entry.
            let same = parts.iter_mut().find(|(other, _)| {
                other.storage_key == output.storage_key
                    && other.shape == output.shape
                    && other.ty == output.ty
            });
            match same {
                Some((other, all)) => {
                    *all = all.union(&types);
                    other.on = emitter.condition(place, all);
                }
                None => parts.push((output, types)),
            }
        }
        into.extend(parts.into_iter().map(|(output, _)| output));
    }
}

impl Emitter<'_, '_> {
    /// What no subgraph is asked: the type's name, introspection, what the caller may not read.
    fn answered_here(&self, place: &Position, field: &Field, on: &TypeSet) -> OutputField {
        if field.denied.is_some() {
            let ty = self.output_type(&field.ty, field.base);
            return self.output(place, field, on, field.response_key.as_str(), ty);
        }
        if field.name == "__typename" && place.untyped.is_some() {
            // Nobody could be asked.
            return self.output(place, field, on, "__typename", unreachable_type(&field.ty));
        }
        if field.name == "__typename" {
            let definition = self.graph.supergraph.ty(place.ty);
            let fixed = (!definition.is_abstract()).then(|| definition.name.to_string());
            let ty = OutputType::NonNull(Box::new(OutputType::Leaf(Leaf::Typename(fixed))));
            return self.output(place, field, on, "__typename", ty);
        }
        let leaf = OutputType::Leaf(Leaf::Custom);
        let ty = if field.ty.is_non_null() {
            OutputType::NonNull(Box::new(leaf))
        } else {
            leaf
        };
        self.output(place, field, on, field.response_key.as_str(), ty)
    }

    fn output(
        &self,
        place: &Position,
        field: &Field,
        on: &TypeSet,
        storage_key: &str,
        ty: OutputType,
    ) -> OutputField {
        OutputField {
            response_key: field.response_key.to_string(),
            storage_key: storage_key.to_owned(),
            on: self.condition(place, on),
            guard: field.guard.clone(),
            ty,
            shape: Shape::default(),
            denied: field.denied,
        }
    }

    pub(super) fn condition(&self, place: &Position, on: &TypeSet) -> Vec<String> {
        if place.types.is_subset(on) {
            Vec::new()
        } else {
            self.names(on)
        }
    }

    fn output_type(&self, ty: &Type, base: TypeId) -> OutputType {
        match ty {
            Type::Named(_) => self.named_type(self.graph.supergraph.ty(base)),
            Type::NonNullNamed(_) => {
                OutputType::NonNull(Box::new(self.named_type(self.graph.supergraph.ty(base))))
            }
            Type::List(item) => OutputType::List(Box::new(self.output_type(item, base))),
            Type::NonNullList(item) => {
                let list = OutputType::List(Box::new(self.output_type(item, base)));
                OutputType::NonNull(Box::new(list))
            }
        }
    }

    fn named_type(&self, definition: &TypeDefinition) -> OutputType {
        let supergraph = self.graph.supergraph;
        match definition.kind {
            TypeKind::Object | TypeKind::Interface | TypeKind::Union => {
                let members = definition
                    .possible
                    .iter()
                    .map(|member| supergraph.ty(member));
                let open = members.filter(|member| !member.inaccessible);
                OutputType::Composite {
                    name: definition.name.to_string(),
                    possible: open.map(|member| member.name.to_string()).collect(),
                }
            }
            TypeKind::Enum => {
                let values = definition.enum_values.iter();
                let open = values.filter(|(_, value)| !value.inaccessible);
                OutputType::Leaf(Leaf::Enum(open.map(|(name, _)| name.to_string()).collect()))
            }
            TypeKind::Scalar | TypeKind::InputObject => {
                OutputType::Leaf(match definition.name.as_str() {
                    "Int" => Leaf::Int,
                    "Float" => Leaf::Float,
                    "String" => Leaf::String,
                    "Boolean" => Leaf::Boolean,
                    "ID" => Leaf::Id,
                    _ => Leaf::Custom,
                })
            }
        }
    }
}

/// Null with an error, bubbling as the field's own nullability says (rule 9).
fn unreachable_type(ty: &Type) -> OutputType {
    let leaf = OutputType::Leaf(Leaf::Unreachable);
    if ty.is_non_null() {
        OutputType::NonNull(Box::new(leaf))
    } else {
        leaf
    }
}

pub(super) fn variables(shape: &Shape, into: &mut BTreeSet<String>) {
    for field in &shape.fields {
        guards::variables(&field.guard, into);
        variables(&field.shape, into);
    }
    for deferred in &shape.deferred {
        guards::variables(&deferred.guard, into);
        variables(&deferred.shape, into);
    }
}
