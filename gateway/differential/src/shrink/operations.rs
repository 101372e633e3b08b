//! One thing less in an operation.

use std::collections::BTreeSet;

use apollo_compiler::ast::{Definition, DirectiveList, Document, Selection, Value};
use apollo_compiler::{Name, Node};

use crate::case::Case;

/// The document without its thing number `at`; `None`: it has not so many.
///
/// Things are selections (a fragment is also replaced by what is in it), directives, arguments.
pub(super) fn without(text: &str, at: usize) -> Option<String> {
    let mut document = Document::parse(text, "operation").ok()?;
    let mut left = at;
    let mut done = false;
    for definition in &mut document.definitions {
        let set = match definition {
            Definition::OperationDefinition(it) => &mut it.make_mut().selection_set,
            Definition::FragmentDefinition(it) => &mut it.make_mut().selection_set,
            _ => continue,
        };
        if selections(set, &mut left) {
            done = true;
            break;
        }
    }
    if !done {
        return None;
    }
    drop_unused(&mut document);
    Some(document.to_string())
}

fn selections(set: &mut Vec<Selection>, left: &mut usize) -> bool {
    if *left < set.len() {
        set.remove(*left);
        return true;
    }
    *left -= set.len();
    for at in 0..set.len() {
        if let Selection::InlineFragment(fragment) = &set[at] {
            if *left == 0 {
                let inside = fragment.selection_set.clone();
                set.splice(at..=at, inside);
                return true;
            }
            *left -= 1;
        }
    }
    set.iter_mut().any(|selection| match selection {
        Selection::Field(field) => {
            let field = field.make_mut();
            remove(&mut field.directives.0, left)
                || remove(&mut field.arguments, left)
                || selections(&mut field.selection_set, left)
        }
        Selection::InlineFragment(fragment) => {
            let fragment = fragment.make_mut();
            remove(&mut fragment.directives.0, left)
                || selections(&mut fragment.selection_set, left)
        }
        Selection::FragmentSpread(spread) => remove(&mut spread.make_mut().directives.0, left),
    })
}

fn remove<T>(from: &mut Vec<T>, left: &mut usize) -> bool {
    if *left < from.len() {
        from.remove(*left);
        return true;
    }
    *left -= from.len();
    false
}

/// Fragments and variables that nothing uses any more are not valid.
fn drop_unused(document: &mut Document) {
    loop {
        let mut used = Used::default();
        for definition in &document.definitions {
            match definition {
                Definition::OperationDefinition(it) => used.add(&it.selection_set),
                Definition::FragmentDefinition(it) => used.add(&it.selection_set),
                _ => {}
            }
        }
        let before = document.definitions.len();
        document.definitions.retain(|definition| match definition {
            Definition::FragmentDefinition(it) => used.fragments.contains(&it.name),
            _ => true,
        });
        if document.definitions.len() == before {
            for definition in &mut document.definitions {
                if let Definition::OperationDefinition(it) = definition {
                    it.make_mut()
                        .variables
                        .retain(|one| used.variables.contains(&one.name));
                }
            }
            return;
        }
    }
}

#[derive(Default)]
struct Used {
    fragments: BTreeSet<Name>,
    variables: BTreeSet<Name>,
}

impl Used {
    fn add(&mut self, set: &[Selection]) {
        for selection in set {
            match selection {
                Selection::Field(field) => {
                    self.directives(&field.directives);
                    field
                        .arguments
                        .iter()
                        .for_each(|one| self.value(&one.value));
                    self.add(&field.selection_set);
                }
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.directives);
                    self.add(&fragment.selection_set);
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.directives);
                    self.fragments.insert(spread.fragment_name.clone());
                }
            }
        }
    }

    fn directives(&mut self, list: &DirectiveList) {
        for directive in list.iter() {
            directive
                .arguments
                .iter()
                .for_each(|one| self.value(&one.value));
        }
    }

    fn value(&mut self, value: &Node<Value>) {
        match &**value {
            Value::Variable(name) => {
                self.variables.insert(name.clone());
            }
            Value::List(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(fields) => fields.iter().for_each(|(_, value)| self.value(value)),
            Value::Null
            | Value::Enum(_)
            | Value::String(_)
            | Value::Float(_)
            | Value::Int(_)
            | Value::Boolean(_) => {}
        }
    }
}

/// Values of variables that are declared no more.
pub(super) fn drop_unused_values(case: &mut Case) {
    let text = &case.operation;
    case.settings
        .variables
        .retain(|name, _| text.contains(&format!("${name}:")));
}
