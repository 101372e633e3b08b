//! Edits of a subgraph's text, where its parts are known.

use apollo_compiler::parser::SourceSpan;
use gateway_supergraph::links::identity;

use super::Subgraph;
use crate::Place;
use crate::patch::Edit;

/// A directive's name in one subgraph, and what makes it known there.
pub(crate) struct Spelling {
    pub(crate) name: String,
    import: Option<Edit>,
}

impl Spelling {
    /// An edit that uses the name, with what it needs.
    pub(crate) fn with(self, edit: Edit) -> Vec<Edit> {
        std::iter::once(edit).chain(self.import).collect()
    }
}

impl Subgraph {
    fn edit(&self, range: std::ops::Range<usize>, replacement: impl Into<String>) -> Option<Edit> {
        self.text.get(range.clone())?;
        Some(Edit {
            place: Place::in_text(&self.name, self.file.as_deref(), &self.text, range),
            replacement: replacement.into(),
        })
    }

    fn own(&self, span: Option<SourceSpan>) -> Option<std::ops::Range<usize>> {
        let span = span.filter(|span| Some(span.file_id()) == self.source)?;
        Some(span.offset()..span.end_offset())
    }

    /// Puts something in the place of what is written there.
    pub(crate) fn replace(&self, span: Option<SourceSpan>, by: impl Into<String>) -> Option<Edit> {
        self.edit(self.own(span)?, by)
    }

    /// Takes out what is written there, with the blanks before it.
    pub(crate) fn remove(&self, span: Option<SourceSpan>) -> Option<Edit> {
        let range = self.own(span)?;
        let before = self.text.get(..range.start)?.trim_end().len();
        self.edit(before..range.end, "")
    }

    /// Puts something behind what is written there.
    pub(crate) fn append(&self, span: Option<SourceSpan>, text: impl Into<String>) -> Option<Edit> {
        let end = self.own(span)?.end;
        self.edit(end..end, text)
    }

    /// ` @directive` behind a field.
    pub(crate) fn mark(&self, field: Option<SourceSpan>, element: &str) -> Option<Vec<Edit>> {
        let spelling = self.spelling(element)?;
        let mark = self.append(field, format!(" @{}", spelling.name))?;
        Some(spelling.with(mark))
    }

    /// `@key(fields: "...")` before the directives or the fields of a type.
    pub(crate) fn add_key(&self, ty: &str, fields: &str) -> Option<Vec<Edit>> {
        let spelling = self.spelling("key")?;
        let start = self.own(self.ty(ty)?.name().location())?.end;
        let at = start + header_end(self.text.get(start..)?)?;
        let key = self.edit(at..at, format!("@{}(fields: \"{fields}\") ", spelling.name))?;
        Some(spelling.with(key))
    }

    /// How a directive of federation is to be written here: by its plain name, imported along with the others where
    /// some are; `None` where the subgraph cannot have it.
    pub(crate) fn spelling(&self, element: &str) -> Option<Spelling> {
        let local = self.names.directive(element);
        if local.is_empty() {
            return None;
        }
        let import = self.import(element, local);
        Some(Spelling {
            name: if import.is_some() { element } else { local }.to_owned(),
            import,
        })
    }

    /// `"@directive"` behind what is imported, where the name is free and the one with the prefix not in use.
    fn import(&self, element: &str, local: &str) -> Option<Edit> {
        let taken = self.schema.directive_definitions.contains_key(element);
        if local == element || taken || self.text.contains(&format!("@{local}")) {
            return None;
        }
        let link = self.links.by_identity(identity::FEDERATION)?;
        let last = self.own(link.imports.last()?.span)?;
        // A single import may stand without brackets.
        let is_listed = !self.text.get(..last.start)?.trim_end().ends_with(':');
        let edit = self.edit(last.end..last.end, format!(", \"@{element}\""));
        edit.filter(|_| is_listed)
    }

    /// A field behind the last one of a type.
    pub(crate) fn add_field(&self, ty: &str, definition: &str) -> Option<Edit> {
        let fields = self.fields(ty)?.values();
        let own = fields.filter_map(|field| self.own(field.location()));
        let last = own.max_by_key(|range| range.end)?;
        let before = self.text.get(..last.start)?;
        let indent = before.rsplit('\n').next().unwrap_or_default();
        let blank = indent.chars().all(char::is_whitespace) && before.contains('\n');
        let text = if blank {
            format!("\n{indent}{definition}")
        } else {
            format!(" {definition}")
        };
        self.edit(last.end..last.end, text)
    }
}

/// Where the directives or fields begin, from behind a type's name: the names of interfaces and comments may stand
/// between.
fn header_end(text: &str) -> Option<usize> {
    let mut comment = false;
    for (offset, c) in text.char_indices() {
        match c {
            '\n' => comment = false,
            _ if comment => {}
            '#' => comment = true,
            '{' | '@' => return Some(offset),
            _ => {}
        }
    }
    None
}
