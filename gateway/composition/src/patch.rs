//! Edits of subgraph texts that heal a finding.

use serde::Serialize;

use crate::{Place, PlaceKind, Role, SubgraphSource};

/// One change of one subgraph's text: what stands at the place is replaced.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Edit {
    /// Of no length where something is inserted.
    pub place: Place,
    /// Empty where something is removed.
    pub replacement: String,
}

/// Edits that may heal a finding: it is offered once it was seen to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    /// In words.
    pub(crate) title: String,
    pub(crate) edits: Vec<Edit>,
}

impl Candidate {
    /// What several edits need, as the same import, is made once.
    pub(crate) fn new(title: impl Into<String>, edits: impl IntoIterator<Item = Edit>) -> Self {
        let mut distinct: Vec<Edit> = Vec::new();
        for edit in edits {
            if !distinct.contains(&edit) {
                distinct.push(edit);
            }
        }
        Self {
            title: title.into(),
            edits: distinct,
        }
    }
}

impl Edit {
    /// In words: `insert " @shareable"`.
    pub fn described(&self) -> String {
        match (self.place.length, self.replacement.as_str()) {
            (0, text) => format!("insert {text:?}"),
            (_, "") => "remove it".to_owned(),
            (_, text) => format!("replace it by {text:?}"),
        }
    }
}

/// The subgraphs with the edits made; an edit of a subgraph or place that is not there changes nothing.
pub fn apply(edits: &[Edit], subgraphs: &[SubgraphSource]) -> Vec<SubgraphSource> {
    let mut patched = subgraphs.to_vec();
    // From the end, so that the places before stay where they are.
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| std::cmp::Reverse((edit.place.offset, edit.place.length)));
    for edit in ordered {
        let named = |source: &&mut SubgraphSource| source.name == edit.place.subgraph;
        let Some(source) = patched.iter_mut().find(named) else {
            continue;
        };
        let start = edit.place.offset as usize;
        let range = start..start + edit.place.length as usize;
        if source.sdl.get(range.clone()).is_some() {
            source.sdl.replace_range(range, &edit.replacement);
        }
    }
    patched
}

impl Place {
    /// A range of bytes of a subgraph's text.
    pub(crate) fn in_text(
        subgraph: &str,
        file: Option<&str>,
        text: &str,
        range: std::ops::Range<usize>,
    ) -> Self {
        let (line, column) = line_and_column(text, range.start);
        let (end_line, end_column) = line_and_column(text, range.end);
        Self {
            subgraph: subgraph.to_owned(),
            file: file.map(str::to_owned),
            line,
            column,
            end_line,
            end_column,
            offset: range.start as u32,
            length: (range.end - range.start) as u32,
            kind: PlaceKind::Subgraph,
            role: Role::default(),
            label: None,
        }
    }
}

/// The end of a text is the end of its last line, not the beginning of an empty one.
fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let at_end = before.len() == text.len() && before.ends_with('\n');
    let lines = &before[..before.len() - usize::from(at_end)];
    let line = lines.matches('\n').count() + 1;
    let last = lines.rsplit('\n').next().unwrap_or_default();
    let column = last.chars().count() + 1 + usize::from(at_end);
    (line as u32, column as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_do_not_move_one_another() {
        let text = "type Query {\n  é: Int\n  b: Int\n}";
        let source = SubgraphSource {
            name: "a".to_owned(),
            url: String::new(),
            sdl: text.to_owned(),
            file: None,
        };
        let edit = |range: std::ops::Range<usize>, replacement: &str| Edit {
            place: Place::in_text("a", None, text, range),
            replacement: replacement.to_owned(),
        };
        let first = text.find("Int").expect("it is there");
        let edits = [
            edit(first..first + 3, "String"),
            edit(text.len() - 2..text.len() - 2, " @x"),
        ];
        assert_eq!((edits[0].place.line, edits[0].place.column), (2, 6));
        let patched = apply(&edits, &[source]);
        assert_eq!(patched[0].sdl, "type Query {\n  é: String\n  b: Int @x\n}");
    }
}
