//! Edits of a subgraph's text, where its parts are known.

use apollo_compiler::ast::FieldDefinition;
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::schema::Component;

use super::Subgraph;
use crate::Place;
use crate::patch::Edit;

impl Subgraph {
    fn text(&self) -> Option<&str> {
        let file = self.schema.sources.get(&self.source?)?;
        Some(file.source_text())
    }

    fn edit(&self, range: std::ops::Range<usize>, replacement: impl Into<String>) -> Option<Edit> {
        let text = self.text()?;
        text.get(range.clone())?;
        Some(Edit {
            place: Place::in_text(&self.name, self.file.as_deref(), text, range),
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
        let before = self.text()?.get(..range.start)?.trim_end().len();
        self.edit(before..range.end, "")
    }

    /// Puts something behind what is written there.
    pub(crate) fn append(&self, span: Option<SourceSpan>, text: impl Into<String>) -> Option<Edit> {
        let end = self.own(span)?.end;
        self.edit(end..end, text)
    }

    /// ` @directive` behind a field, by the subgraph's own name for it.
    pub(crate) fn mark(&self, field: &Component<FieldDefinition>, element: &str) -> Option<Edit> {
        let name = self.names.directive(element);
        if name.is_empty() {
            return None;
        }
        self.append(field.location(), format!(" @{name}"))
    }

    /// `@key(fields: "...")` before the directives or the fields of a type.
    pub(crate) fn add_key(&self, ty: &str, fields: &str) -> Option<Edit> {
        let name = self.names.directive("key");
        if name.is_empty() {
            return None;
        }
        let start = self.own(self.ty(ty)?.name().location())?.end;
        let at = start + header_end(self.text()?.get(start..)?)?;
        self.edit(at..at, format!("@{name}(fields: \"{fields}\") "))
    }

    /// A field behind the last one of a type.
    pub(crate) fn add_field(&self, ty: &str, definition: &str) -> Option<Edit> {
        let fields = self.fields(ty)?.values();
        let own = fields.filter_map(|field| self.own(field.location()));
        let last = own.max_by_key(|range| range.end)?;
        let before = self.text()?.get(..last.start)?;
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
