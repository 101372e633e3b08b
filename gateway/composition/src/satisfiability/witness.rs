//! A query that shows what cannot be reached.

use std::rc::Rc;

use apollo_compiler::Name;

/// One field on the way from a root.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) parent: Option<Rc<Step>>,
    /// The root type, on the first step.
    pub(super) on_root: Option<Name>,
    pub(super) field: Name,
    /// The run-time type of the value, where the field's type is abstract.
    pub(super) on: Option<Name>,
}

/// `query { users { reviews { ... } } }`, down to a field.
pub(super) fn query(path: Option<&Rc<Step>>, root: &Name, field: &str) -> String {
    let mut steps: Vec<&Step> = Vec::new();
    let mut next = path;
    while let Some(step) = next {
        steps.push(step);
        next = step.parent.as_ref();
    }
    steps.reverse();
    let root = steps
        .first()
        .and_then(|step| step.on_root.as_ref())
        .unwrap_or(root);
    let mut text = format!("{} {{ ", root.to_lowercase());
    let mut open = 1;
    for step in &steps {
        text.push_str(&format!("{} {{ ", step.field));
        open += 1;
        if let Some(on) = &step.on {
            text.push_str(&format!("... on {on} {{ "));
            open += 1;
        }
    }
    text.push_str(field);
    text.push_str(&" }".repeat(open));
    text
}
