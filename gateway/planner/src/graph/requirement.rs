//! Field sets of the schema as selections, so that what the planner needs is planned like what clients ask.

use std::sync::Arc;

use apollo_compiler::Name;
use gateway_plan::Guard;
use gateway_supergraph::{FieldSet, FieldSetItem, TypeSet};

use super::Graph;
use crate::operation::{Field, Parts, SelectionSet};

impl Graph<'_> {
    /// The selection that a field set stands for.
    pub(crate) fn requirement(&self, set: &FieldSet) -> Arc<SelectionSet> {
        let key = std::ptr::from_ref(set);
        if let Some(known) = self.requirements.borrow().get(&key) {
            return known.clone();
        }
        let mut fields = Vec::new();
        self.expand(set, &self.supergraph.ty(set.ty).possible, &mut fields);
        let selection = Arc::new(SelectionSet {
            ty: set.ty,
            fields,
            deferred: Vec::new(),
        });
        self.requirements
            .borrow_mut()
            .insert(key, selection.clone());
        selection
    }

    fn expand(&self, set: &FieldSet, types: &TypeSet, into: &mut Vec<Arc<Field>>) {
        for item in &set.items {
            match item {
                FieldSetItem::Field {
                    name,
                    arguments,
                    selection,
                } => {
                    let arguments = arguments.iter().map(|argument| {
                        let value = argument.value.serialize().no_indent().to_string();
                        (argument.name.clone(), value)
                    });
                    let arguments = arguments.collect();
                    into.extend(self.required_field(set, types, name, arguments, selection));
                }
                FieldSetItem::InlineFragment { selection, .. } => {
                    let possible = &self.supergraph.ty(selection.ty).possible;
                    self.expand(selection, &types.intersection(possible), into);
                }
            }
        }
    }

    fn required_field(
        &self,
        set: &FieldSet,
        types: &TypeSet,
        name: &Name,
        arguments: Vec<(Name, String)>,
        selection: &FieldSet,
    ) -> Option<Arc<Field>> {
        // `__typename` of a nested abstract object is asked and sent anyway.
        let definition = self.supergraph.ty(set.ty).fields.get(name)?;
        let selection = if selection.items.is_empty() {
            SelectionSet::empty(definition.base)
        } else {
            self.requirement(selection)
        };
        Some(Arc::new(Field {
            response_key: name.clone(),
            name: name.clone(),
            arguments,
            directives: Vec::new(),
            on: types.clone(),
            narrowed: false,
            guard: Guard::always(),
            ty: definition.ty.clone(),
            base: definition.base,
            selection,
            denied: None,
            asked: Parts::FIRST,
            below: Parts::FIRST,
        }))
    }
}
