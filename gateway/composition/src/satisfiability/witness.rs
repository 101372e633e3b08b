//! A query that shows what cannot be reached.

use std::rc::Rc;

use apollo_compiler::Name;
use gateway_supergraph::{FieldDefinition, Supergraph, TypeId};

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

/// `query($id: ID!) { user(id: $id) { reviews { __typename } } }`, down to a field: a valid operation.
pub(super) fn query(
    supergraph: &Supergraph,
    path: Option<&Rc<Step>>,
    ty: TypeId,
    field: &str,
) -> String {
    let mut steps: Vec<&Step> = Vec::new();
    let mut next = path;
    while let Some(step) = next {
        steps.push(step);
        next = step.parent.as_ref();
    }
    steps.reverse();
    let plain = &supergraph.ty(supergraph.roots.query).name;
    let root = steps.first().and_then(|step| step.on_root.as_ref());
    let root = root.unwrap_or(plain);
    let mut writer = Writer::default();
    let mut at = supergraph.type_named(root);
    for step in &steps {
        let known = at.and_then(|ty| ty.fields.get(&step.field));
        writer.field(&step.field, known);
        writer.open();
        at = known.map(|field| supergraph.ty(field.base));
        if let Some(on) = &step.on {
            writer.body.push_str(&format!("... on {on}"));
            writer.open();
            at = supergraph.type_named(on);
        }
    }
    let last = supergraph.ty(ty).fields.get(field);
    writer.field(field, last);
    if last.is_some_and(|field| supergraph.ty(field.base).is_composite()) {
        writer.open();
        writer.body.push_str("__typename");
    }
    writer.close(&root.to_lowercase())
}

/// What is written of an operation so far, from its first field on.
#[derive(Default)]
struct Writer {
    variables: Vec<String>,
    body: String,
    depth: usize,
}

impl Writer {
    /// With a variable for each argument that must be given.
    fn field(&mut self, name: &str, known: Option<&FieldDefinition>) {
        self.body.push_str(name);
        let arguments = known.into_iter().flat_map(|field| field.arguments.values());
        let required = arguments.filter(|argument| {
            argument.ty.is_non_null() && argument.default.is_none() && !argument.inaccessible
        });
        let mut given = Vec::new();
        for argument in required {
            let prefix = format!("${}:", argument.name);
            let taken = self.variables.iter().any(|v| v.starts_with(&prefix));
            let variable = match taken {
                true => format!("{}{}", argument.name, self.variables.len() + 1),
                false => argument.name.to_string(),
            };
            given.push(format!("{}: ${variable}", argument.name));
            self.variables.push(format!("${variable}: {}", argument.ty));
        }
        if !given.is_empty() {
            self.body.push_str(&format!("({})", given.join(", ")));
        }
    }

    fn open(&mut self) {
        self.body.push_str(" { ");
        self.depth += 1;
    }

    fn close(self, operation: &str) -> String {
        let variables = match self.variables.as_slice() {
            [] => String::new(),
            variables => format!("({})", variables.join(", ")),
        };
        let closed = " }".repeat(self.depth);
        format!("{operation}{variables} {{ {}{closed} }}", self.body)
    }
}
