//! The join directives of the supergraph document.

use apollo_compiler::ast::{Argument, Directive, Value};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Node};

use super::Context;

/// A directive being written.
pub(super) struct Application {
    directive: Directive,
}

impl Application {
    pub(super) fn of(name: &'static str) -> Self {
        Self {
            directive: Directive::new(Name::new_static_unchecked(name)),
        }
    }

    #[must_use]
    pub(super) fn with(mut self, name: &'static str, value: Value) -> Self {
        self.directive.arguments.push(Node::new(Argument {
            name: Name::new_static_unchecked(name),
            value: Node::new(value),
        }));
        self
    }

    /// Left out when there is nothing to say.
    #[must_use]
    pub(super) fn with_some(self, name: &'static str, value: Option<Value>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    #[must_use]
    pub(super) fn with_flag(self, name: &'static str, flag: bool) -> Self {
        self.with_some(name, flag.then_some(Value::Boolean(true)))
    }

    pub(super) fn node(self) -> Node<Directive> {
        Node::new(self.directive)
    }
}

pub(super) fn string(text: impl Into<String>) -> Value {
    Value::String(text.into())
}

impl Context<'_> {
    pub(super) fn graph(&self, index: usize) -> Value {
        Value::Enum(self.subgraphs[index].graph.clone())
    }

    /// `@join__type`, one a key.
    pub(super) fn join_types(&self, name: &str, sources: &[usize]) -> Vec<Node<Directive>> {
        let mut joins = Vec::new();
        for index in sources {
            let base = || Application::of("join__type").with("graph", self.graph(*index));
            let meta = self.subgraphs[*index].meta.ty(name);
            let interface_object = meta.is_some_and(|meta| meta.interface_object.is_some());
            let keys = meta.map(|meta| meta.keys.as_slice()).unwrap_or_default();
            if keys.is_empty() {
                joins.push(
                    base()
                        .with_flag("isInterfaceObject", interface_object)
                        .node(),
                );
            }
            for key in keys {
                let join = base()
                    .with("key", string(&key.set.text))
                    .with_flag("extension", key.extension)
                    .with_some(
                        "resolvable",
                        (!key.resolvable).then_some(Value::Boolean(false)),
                    )
                    .with_flag("isInterfaceObject", interface_object);
                joins.push(join.node());
            }
        }
        joins
    }

    /// `@join__implements`, one a subgraph and interface.
    pub(super) fn join_implements(&self, name: &str, sources: &[usize]) -> Vec<Node<Directive>> {
        let mut joins = Vec::new();
        for index in sources {
            for interface in implemented(self.declared(*index, name)) {
                let join = Application::of("join__implements")
                    .with("graph", self.graph(*index))
                    .with("interface", string(interface.as_str()));
                joins.push(join.node());
            }
        }
        joins
    }
}

/// The interfaces that a declaration names.
pub(super) fn implemented(ty: &ExtendedType) -> Vec<Name> {
    let interfaces = match ty {
        ExtendedType::Object(ty) => &ty.implements_interfaces,
        ExtendedType::Interface(ty) => &ty.implements_interfaces,
        ExtendedType::Scalar(_)
        | ExtendedType::Union(_)
        | ExtendedType::Enum(_)
        | ExtendedType::InputObject(_) => return Vec::new(),
    };
    interfaces.iter().map(|name| name.name.clone()).collect()
}
