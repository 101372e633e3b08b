//! The selections written in `@key`, `@requires`, `@provides` and context selections.

mod parse;

use std::fmt;

use apollo_compiler::ast::Argument;
use apollo_compiler::{Name, Node};

use crate::TypeId;

pub use parse::{FieldSetError, MAX_FIELD_SET_DEPTH, parse_selections};
pub(crate) use parse::{Types, string_type};

/// A parsed field set, each level resolved to the type it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSet {
    /// The type the selection stands on.
    pub ty: TypeId,
    pub items: Vec<FieldSetItem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldSetItem {
    Field {
        name: Name,
        /// Only in `@requires` and context selections.
        arguments: Vec<Node<Argument>>,
        /// Empty for leaves; its `ty` is the field's named type.
        selection: FieldSet,
    },
    /// `... on T { }`; the selection's `ty` is T.
    InlineFragment { selection: FieldSet, on: Name },
}

impl fmt::Display for FieldSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.items.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{item}")?;
        }
        Ok(())
    }
}

impl fmt::Display for FieldSetItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let selection = match self {
            Self::Field {
                name,
                arguments,
                selection,
            } => {
                write!(f, "{name}")?;
                if !arguments.is_empty() {
                    let arguments: Vec<_> = arguments
                        .iter()
                        .map(|argument| {
                            format!(
                                "{}: {}",
                                argument.name,
                                argument.value.serialize().no_indent()
                            )
                        })
                        .collect();
                    write!(f, "({})", arguments.join(", "))?;
                }
                selection
            }
            Self::InlineFragment { on, selection } => {
                write!(f, "... on {on}")?;
                selection
            }
        };
        if selection.items.is_empty() {
            Ok(())
        } else {
            write!(f, " {{ {selection} }}")
        }
    }
}
