//! Whether what is sent is known, enters, and feeds the requirements.

use gateway_supergraph::{FieldSet, FieldSetItem, TypeId};

use super::Finding;
use super::facts::{ObjectId, sorted};
use super::walk::{Place, Walk};
use crate::{Fetch, Representation, RepresentationField, SelectionField};

impl<'w> Walk<'w> {
    /// Whether the key fields that are sent are a resolvable key there (rule 3), all of them known.
    pub(super) fn enters(
        &mut self,
        place: &Place<'w>,
        object: ObjectId,
        sent: &'w Representation,
        entry: TypeId,
    ) -> bool {
        for field in sent.fields.iter().filter(|field| field.key) {
            self.read(place.fetch, object, field);
        }
        let view = self.supergraph.view(place.subgraph, entry);
        let keys = view.into_iter().flat_map(|view| &view.keys);
        keys.filter(|key| key.resolvable)
            .any(|key| names(&sent.fields, &key.fields))
    }

    fn read(&mut self, fetch: &Fetch, object: ObjectId, field: &RepresentationField) {
        if !field.on.is_empty() && !field.on.contains(&self.name_of(object)) {
            return;
        }
        if field.name == "__typename" {
            return self.must_say_type(fetch, object);
        }
        let known = self.tree.get(object).fields.get(&field.storage_key);
        let known = known.filter(|known| self.is_before(fetch, &known.fetches));
        let Some(known) = known.filter(|known| known.name == field.name) else {
            let what = format!("{}.{}", self.name_of(object), field.name);
            return self.not_known(fetch, what);
        };
        for child in known.values().collect::<Vec<_>>() {
            for below in &field.fields {
                self.read(fetch, child, below);
            }
        }
    }

    /// Whether all of a requirement is in the representation, with its own arguments (rules 15 to 19).
    pub(super) fn requirement(
        &mut self,
        place: &Place<'w>,
        object: ObjectId,
        field: &SelectionField,
        requires: &FieldSet,
    ) {
        let mut missing = Vec::new();
        match place.sent {
            None => missing.push("it is not asked of a representation".to_owned()),
            Some(sent) => self.feed(place.fetch, object, requires, &sent.fields, &mut missing),
        }
        for missing in missing {
            self.findings.insert(Finding::NoRequirement {
                fetch: place.fetch.id.0,
                field: format!("{}.{}", self.name_of(object), field.name),
                missing,
            });
        }
    }

    pub(super) fn feed(
        &self,
        fetch: &Fetch,
        object: ObjectId,
        requires: &FieldSet,
        sent: &[RepresentationField],
        missing: &mut Vec<String>,
    ) {
        let name = self.name_of(object);
        for item in &requires.items {
            let (field, arguments, below) = match item {
                FieldSetItem::InlineFragment { selection, .. } => {
                    let possible = &self.supergraph.ty(selection.ty).possible;
                    if possible.contains(self.tree.get(object).ty) {
                        self.feed(fetch, object, selection, sent, missing);
                    }
                    continue;
                }
                FieldSetItem::Field {
                    name,
                    arguments,
                    selection,
                } => (name, arguments, selection),
            };
            if field == "__typename" {
                continue;
            }
            let arguments: Vec<(String, String)> = arguments
                .iter()
                .map(|one| {
                    (
                        one.name.to_string(),
                        one.value.serialize().no_indent().to_string(),
                    )
                })
                .collect();
            let arguments = sorted(&arguments);
            let known = sent.iter().find_map(|one| {
                let applies = one.on.is_empty() || one.on.contains(&name);
                let known = self.tree.get(object).fields.get(&one.storage_key)?;
                let right = one.name == field.as_str() && known.is(field, &arguments);
                let waited = self.is_before(fetch, &known.fetches);
                (applies && right && waited).then_some((one, known))
            });
            let Some((one, known)) = known else {
                missing.push(item.to_string());
                continue;
            };
            for child in known.values() {
                self.feed(fetch, child, below, &one.fields, missing);
            }
        }
    }
}

/// Whether the fields sent as key contain a key's selection.
fn names(sent: &[RepresentationField], key: &FieldSet) -> bool {
    key.items.iter().all(|item| match item {
        FieldSetItem::Field {
            name, selection, ..
        } => sent.iter().any(|field| {
            field.key && field.name == name.as_str() && names(&field.fields, selection)
        }),
        FieldSetItem::InlineFragment { selection, .. } => names(sent, selection),
    })
}
