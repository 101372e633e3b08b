//! SDL that stands in a `supergraph.yaml` itself, and where in the file each of its lines is.

use std::ops::Range;
use std::sync::Arc;

/// SDL, and what it was written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineSdl {
    pub text: String,
    /// The file.
    pub file: String,
    /// The file's whole text.
    pub yaml: Arc<str>,
    /// Of the key, from 1.
    pub line: usize,
    /// `None` where the file's lines are not those of the text: it is folded, escaped, or has variables in it.
    lines: Option<Vec<Line>>,
}

/// Where a line begins, in bytes: in the SDL, in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Line {
    text: usize,
    yaml: usize,
    /// How far it is indented in the file.
    indent: usize,
}

impl InlineSdl {
    /// `key`: line and column of the key, from 1.
    pub(super) fn new(text: String, file: String, yaml: Arc<str>, key: (usize, usize)) -> Self {
        let lines = beside(&text, &yaml, key).or_else(|| below(&text, &yaml, key.0));
        Self {
            text,
            file,
            yaml,
            line: key.0,
            lines,
        }
    }

    /// Whether the file has the text line by line.
    pub fn is_exact(&self) -> bool {
        self.lines.is_some()
    }

    /// The same range of bytes in the file.
    pub fn in_file(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let lines = self.lines.as_ref()?;
        let offset = |offset: usize| {
            let line = lines.iter().rev().find(|line| line.text <= offset)?;
            Some((line.yaml + offset - line.text).min(self.yaml.len()))
        };
        Some(offset(range.start)?..offset(range.end)?)
    }

    /// What is inserted keeps to the indentation of the block.
    pub fn indented(&self, replacement: &str) -> String {
        let indent = self.lines.iter().flatten().map(|line| line.indent).max();
        let indent = " ".repeat(indent.unwrap_or_default());
        replacement.replace('\n', &format!("\n{indent}"))
    }
}

/// `sdl: 'type Query { a: Int }'`
fn beside(text: &str, yaml: &str, (line, column): (usize, usize)) -> Option<Vec<Line>> {
    let inner = text.trim();
    if inner.is_empty() || inner.contains('\n') {
        return None;
    }
    let start = line_starts(yaml).nth(line.checked_sub(1)?)?;
    let end = yaml[start..]
        .find('\n')
        .map_or(yaml.len(), |end| start + end);
    let before = yaml[start..end]
        .char_indices()
        .nth(column.checked_sub(1)?)?
        .0;
    let found = yaml[start + before..end].find(inner)?;
    Some(vec![Line {
        text: text.len() - text.trim_start().len(),
        yaml: start + before + found,
        indent: 0,
    }])
}

/// A literal block: all of it indented alike, from the line after the key.
fn below(text: &str, yaml: &str, key: usize) -> Option<Vec<Line>> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let mut starts = line_starts(yaml).skip(key);
    let mut indent = None;
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.lines() {
        let start = starts.next()?;
        let written = yaml[start..].lines().next().unwrap_or_default();
        let is_blank = line.trim().is_empty();
        if is_blank && !written.trim().is_empty() {
            return None;
        }
        let spaces = written.len() - written.trim_start_matches(' ').len();
        if !is_blank && indent.is_none() {
            let own = first.len() - first.trim_start_matches(' ').len();
            indent = Some(spaces.checked_sub(own)?);
        }
        let indent = indent.unwrap_or_default();
        if !is_blank && written.get(indent..) != Some(line) {
            return None;
        }
        let inside = indent.min(written.len());
        lines.push(Line {
            text: at,
            yaml: start + inside,
            indent,
        });
        at += line.len() + 1;
    }
    Some(lines)
}

fn line_starts(text: &str) -> impl Iterator<Item = usize> {
    let after = text.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_a_block_are_found_in_the_file() {
        let yaml = "subgraphs:\n  c:\n    schema:\n      sdl: |\n        type Query {\n\n          é: Nope\n        }\n  d: {}\n";
        let text = "type Query {\n\n  é: Nope\n}\n";
        let inline = InlineSdl::new(text.to_owned(), "s.yaml".to_owned(), yaml.into(), (4, 7));
        for part in ["type", "é", "Nope", "}"] {
            let start = text.find(part).unwrap();
            let found = inline.in_file(&(start..start + part.len())).unwrap();
            assert_eq!(&yaml[found], part);
        }
        assert_eq!(
            inline.indented(" {\n  a: Int\n}"),
            " {\n          a: Int\n        }"
        );
    }

    #[test]
    fn a_text_beside_its_key_is_found_and_what_is_folded_is_not() {
        let yaml = "a: {sdl: 'type Query { a: Int }', b: 1}\n";
        let text = "type Query { a: Int }";
        let inline = InlineSdl::new(text.to_owned(), "s.yaml".to_owned(), yaml.into(), (1, 5));
        assert_eq!(&yaml[inline.in_file(&(0..4)).unwrap()], "type");
        let folded = "sdl: >\n  type Query {\n  a: Int }\n";
        let text = "type Query { a: Int }\n";
        let inline = InlineSdl::new(text.to_owned(), "s.yaml".to_owned(), folded.into(), (1, 1));
        assert!(!inline.is_exact() && inline.in_file(&(0..4)).is_none());
    }
}
