//! Field set text to [`FieldSet`](crate::FieldSet).

use apollo_compiler::ast::{self, Definition, Selection};
use apollo_compiler::parser::Parser;
use apollo_compiler::{Name, Node, name};

use crate::{FieldSet, FieldSetItem, TypeDefinition, TypeId};

/// Field sets are written by people; none needs to be deeper, and walks over them recurse.
pub const MAX_FIELD_SET_DEPTH: usize = 64;

/// Why a text is not a selection on a type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldSetError {
    #[error("`{text}` cannot be parsed: {reason}")]
    Syntax { text: String, reason: String },
    #[error("`{text}` selects nothing")]
    Empty { text: String },
    #[error("`{text}` is nested more than {MAX_FIELD_SET_DEPTH} deep")]
    TooDeep { text: String },
    #[error("`{name}` has an alias, which a field set cannot have")]
    Alias { name: Name },
    #[error("`@{name}` cannot stand in a field set")]
    Directive { name: Name },
    #[error("named fragments cannot be used in a field set")]
    FragmentSpread,
    #[error("there is no field `{field}` on `{ty}`")]
    UnknownField { ty: Name, field: Name },
    #[error("there is no type `{ty}`")]
    UnknownType { ty: Name },
    #[error("`{field}` of `{ty}` has fields, of which none is selected")]
    SelectionMissing { ty: Name, field: Name },
    #[error("`{field}` of `{ty}` has no fields to select")]
    SelectionOnLeaf { ty: Name, field: Name },
}

/// Parses the text of a field set, with or without its outer braces, into plain selections.
///
/// # Errors
/// On syntax errors, an empty set, and one that is nested too deeply. What the names mean is not looked at.
pub fn parse_selections(text: &str) -> Result<Vec<Selection>, FieldSetError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(FieldSetError::Empty {
            text: text.to_owned(),
        });
    }
    if let Some(names) = plain_names(trimmed) {
        return Ok(names);
    }
    let document = if trimmed.starts_with('{') {
        trimmed.to_owned()
    } else {
        format!("{{{trimmed}}}")
    };
    // Braces, arguments and their values all count; twice the depth leaves room for these.
    let mut parser = Parser::new().recursion_limit(MAX_FIELD_SET_DEPTH * 2);
    let document =
        parser
            .parse_ast(document, "field set")
            .map_err(|error| FieldSetError::Syntax {
                text: text.to_owned(),
                reason: error
                    .errors
                    .iter()
                    .next()
                    .map(|diagnostic| diagnostic.error.to_string())
                    .unwrap_or_default(),
            })?;
    let [Definition::OperationDefinition(operation)] = document.definitions.as_slice() else {
        return Err(FieldSetError::Syntax {
            text: text.to_owned(),
            reason: "it is not one selection".to_owned(),
        });
    };
    if operation.selection_set.is_empty() {
        return Err(FieldSetError::Empty {
            text: text.to_owned(),
        });
    }
    if depth(&operation.selection_set) > MAX_FIELD_SET_DEPTH {
        return Err(FieldSetError::TooDeep {
            text: text.to_owned(),
        });
    }
    Ok(operation.selection_set.clone())
}

/// Nothing but names, as most keys are: a wide graph has thousands, and the parser is made for more.
fn plain_names(text: &str) -> Option<Vec<Selection>> {
    let separates = |c: char| c.is_ascii_whitespace() || c == ',';
    text.split(separates)
        .filter(|word| !word.is_empty())
        .map(|word| {
            Some(Selection::Field(Node::new(ast::Field {
                alias: None,
                name: Name::new(word).ok()?,
                arguments: Vec::new(),
                directives: ast::DirectiveList::default(),
                selection_set: Vec::new(),
            })))
        })
        .collect()
}

/// Recursion is bounded by the parser's own limit.
fn depth(selections: &[Selection]) -> usize {
    let below = selections.iter().map(|selection| match selection {
        Selection::Field(field) => depth(&field.selection_set),
        Selection::InlineFragment(fragment) => depth(&fragment.selection_set),
        Selection::FragmentSpread(_) => 0,
    });
    below.max().map_or(0, |deepest| deepest + 1)
}

/// Where the names of a field set are looked up.
pub(crate) struct Types<'a> {
    pub(crate) definitions: &'a [TypeDefinition],
    pub(crate) ids: &'a ahash::HashMap<Name, TypeId>,
    /// What `__typename` answers.
    pub(crate) string: TypeId,
}

impl Types<'_> {
    fn get(&self, id: TypeId) -> &TypeDefinition {
        &self.definitions[id.0 as usize]
    }

    /// Parses a field set and resolves each of its levels.
    pub(crate) fn field_set(&self, ty: TypeId, text: &str) -> Result<FieldSet, FieldSetError> {
        self.resolve(ty, &parse_selections(text)?)
    }

    /// Recursion is bounded: [`parse_selections`] refuses deep sets.
    pub(crate) fn resolve(
        &self,
        ty: TypeId,
        selections: &[Selection],
    ) -> Result<FieldSet, FieldSetError> {
        let items = selections
            .iter()
            .map(|selection| match selection {
                Selection::Field(field) => self.field(ty, field),
                Selection::InlineFragment(fragment) => self.inline_fragment(ty, fragment),
                Selection::FragmentSpread(_) => Err(FieldSetError::FragmentSpread),
            })
            .collect::<Result<_, _>>()?;
        Ok(FieldSet { ty, items })
    }

    fn field(&self, ty: TypeId, field: &ast::Field) -> Result<FieldSetItem, FieldSetError> {
        if field.alias.is_some() {
            let name = field.name.clone();
            return Err(FieldSetError::Alias { name });
        }
        no_directives(&field.directives)?;
        let parent = self.get(ty);
        let base = if field.name == "__typename" {
            self.string
        } else {
            let definition =
                parent
                    .fields
                    .get(&field.name)
                    .ok_or_else(|| FieldSetError::UnknownField {
                        ty: parent.name.clone(),
                        field: field.name.clone(),
                    })?;
            definition.base
        };
        let named = || (parent.name.clone(), field.name.clone());
        match (
            self.get(base).is_composite(),
            field.selection_set.is_empty(),
        ) {
            (true, true) => {
                let (ty, field) = named();
                Err(FieldSetError::SelectionMissing { ty, field })
            }
            (false, false) => {
                let (ty, field) = named();
                Err(FieldSetError::SelectionOnLeaf { ty, field })
            }
            (true, false) | (false, true) => Ok(FieldSetItem::Field {
                name: field.name.clone(),
                arguments: field.arguments.clone(),
                selection: self.resolve(base, &field.selection_set)?,
            }),
        }
    }

    fn inline_fragment(
        &self,
        ty: TypeId,
        fragment: &ast::InlineFragment,
    ) -> Result<FieldSetItem, FieldSetError> {
        no_directives(&fragment.directives)?;
        let on = match &fragment.type_condition {
            Some(on) => on.clone(),
            None => self.get(ty).name.clone(),
        };
        let id = self
            .ids
            .get(&on)
            .ok_or_else(|| FieldSetError::UnknownType { ty: on.clone() })?;
        Ok(FieldSetItem::InlineFragment {
            selection: self.resolve(*id, &fragment.selection_set)?,
            on,
        })
    }
}

fn no_directives(directives: &ast::DirectiveList) -> Result<(), FieldSetError> {
    match directives.first() {
        Some(directive) => Err(FieldSetError::Directive {
            name: directive.name.clone(),
        }),
        None => Ok(()),
    }
}

/// The name under which [`Types::string`] is registered.
pub(crate) fn string_type() -> Name {
    name!("String")
}
