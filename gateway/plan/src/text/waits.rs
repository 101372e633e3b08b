//! What a fetch waits for, in terms of what it reads.

use std::collections::BTreeSet;

use crate::fetch::RepresentationField;
use crate::{Fetch, FetchId, FetchKind, Path, Plan, Selection, SelectionItem};

/// Storage keys from the root.
type Place = Vec<String>;

/// Beyond this many places the rest is counted.
const SHOWN: usize = 6;

impl Plan {
    /// For each fetch that another one waits for, the places it gives that the other one reads, as
    /// `products.upc`. None where only the order counts, as between mutations.
    ///
    /// ```text
    /// #0: products.id, products.variants.id and 2 more
    /// ```
    pub fn waits(&self, fetch: &Fetch) -> Vec<(FetchId, Vec<String>)> {
        let mut reads = BTreeSet::new();
        read_by(fetch, &mut reads);
        let needs = fetch.needs.iter().map(|need| {
            let mut gives = BTreeSet::new();
            given_by(&self.fetches[need.0 as usize], &mut gives);
            let common = reads.intersection(&gives).map(|place| place.join("."));
            (*need, common.collect())
        });
        needs.collect()
    }
}

/// `#0: products.id`
pub(super) fn line(need: FetchId, places: &[String]) -> String {
    let shown = places.iter().take(SHOWN).cloned().collect::<Vec<_>>();
    let rest = places.len().saturating_sub(SHOWN);
    let more = if rest > 0 {
        format!(" and {rest} more")
    } else {
        String::new()
    };
    match shown.as_slice() {
        [] => format!("#{}: its order", need.0),
        shown => format!("#{}: {}{more}", need.0, shown.join(", ")),
    }
}

fn keys(path: &Path) -> Place {
    let elements = path.elements.iter();
    elements.map(|element| element.key.clone()).collect()
}

fn read_by(fetch: &Fetch, into: &mut BTreeSet<Place>) {
    match &fetch.kind {
        FetchKind::Root { at, .. } => {
            if !at.elements.is_empty() {
                into.insert(keys(at));
            }
        }
        FetchKind::Entities { groups } => {
            for group in groups {
                for at in group.at.iter().map(keys) {
                    for representation in &group.representations {
                        read(&at, &representation.fields, into);
                    }
                    for source in group.contexts.iter().flat_map(|value| &value.sources) {
                        let above = at.len().saturating_sub(source.up as usize);
                        read(&at[..above], &source.fields, into);
                    }
                }
            }
        }
    }
}

fn read(at: &[String], fields: &[RepresentationField], into: &mut BTreeSet<Place>) {
    for field in fields {
        let mut place = at.to_vec();
        place.push(field.storage_key.clone());
        if field.fields.is_empty() {
            into.insert(place);
        } else {
            read(&place, &field.fields, into);
        }
    }
}

fn given_by(fetch: &Fetch, into: &mut BTreeSet<Place>) {
    match &fetch.kind {
        FetchKind::Root { at, selection, .. } => give(&keys(at), selection, into),
        FetchKind::Entities { groups } => {
            for group in groups {
                for at in &group.at {
                    give(&keys(at), &group.selection, into);
                }
            }
        }
    }
}

fn give(at: &[String], selection: &Selection, into: &mut BTreeSet<Place>) {
    for item in &selection.items {
        match item {
            SelectionItem::InlineFragment { selection, .. } => give(at, selection, into),
            SelectionItem::Field(field) => {
                let mut place = at.to_vec();
                place.push(field.storage_key.clone());
                give(&place, &field.selection, into);
                into.insert(place);
            }
        }
    }
}
