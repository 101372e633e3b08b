//! Which type or field stands where in a text, valid or not: findings of one element are told apart from those of others.

use std::ops::Range;

use ahash::HashMap;

use crate::{Diagnostic, Severity, SubgraphSource};

const ROOTS: [&str; 3] = ["Query", "Mutation", "Subscription"];
const KINDS: [&str; 6] = ["type", "interface", "union", "enum", "input", "scalar"];

/// A type, or a field or value of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Element {
    pub(crate) ty: String,
    pub(crate) member: Option<String>,
}

impl Element {
    /// Whether what is wrong with one may be the cause of what is wrong with the other: they are of one type. Of the root
    /// types, which all subgraphs have, only the same field is.
    pub(crate) fn concerns(&self, other: &Self) -> bool {
        let is_root = ROOTS.contains(&self.ty.as_str());
        self.ty == other.ty && (!is_root || self.member == other.member)
    }
}

/// What one text declares, in its order.
#[derive(Debug, Default)]
struct Outline {
    parts: Vec<(Range<usize>, Element)>,
}

/// Of all subgraphs, by name.
pub(crate) struct Outlines<'a> {
    by_name: HashMap<&'a str, Outline>,
}

impl<'a> Outlines<'a> {
    pub(crate) fn of(sources: &'a [SubgraphSource]) -> Self {
        let outline = |source: &'a SubgraphSource| (source.name.as_str(), outline(&source.sdl));
        Self {
            by_name: sources.iter().map(outline).collect(),
        }
    }

    /// Says of each error what it is about.
    pub(crate) fn name(&self, findings: &mut [Diagnostic]) {
        let errors = findings.iter_mut();
        for finding in errors.filter(|finding| finding.severity == Severity::Error) {
            let places = finding.places.iter();
            let named = places.filter_map(|place| {
                let outline = self.by_name.get(place.subgraph.as_str())?;
                outline.at(place.offset as usize)
            });
            finding.elements = named.cloned().collect();
            finding.elements.sort();
            finding.elements.dedup();
        }
    }

    /// All that a subgraph declares.
    pub(crate) fn elements(&self, subgraph: &str) -> impl Iterator<Item = &Element> {
        let outline = self.by_name.get(subgraph);
        let parts = outline.into_iter().flat_map(|outline| &outline.parts);
        parts.map(|(_, element)| element)
    }
}

impl Outline {
    /// The last part that begins before an offset, if it has not ended.
    fn at(&self, offset: usize) -> Option<&Element> {
        let after = self
            .parts
            .partition_point(|(range, _)| range.start <= offset);
        let (range, element) = self.parts.get(after.checked_sub(1)?)?;
        (offset < range.end.max(range.start + 1)).then_some(element)
    }
}

/// The types that a text defines or extends.
pub(crate) fn type_names(text: &str) -> Vec<&str> {
    let tokens = tokens(text);
    let pairs = tokens.windows(2).filter_map(|pair| match pair {
        [(_, Token::Name(word)), (_, Token::Name(name))] if KINDS.contains(word) => Some(*name),
        _ => None,
    });
    pairs.collect()
}

/// A token that says where something begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Name(&'a str),
    Mark(u8),
}

fn outline(text: &str) -> Outline {
    let tokens = tokens(text);
    let mut roots: HashMap<&str, &str> = HashMap::default();
    let mut parts: Vec<(usize, Option<Element>)> = Vec::new();
    // The type that is open, whether it lists values, and how deep in braces and parentheses the text is.
    let mut open: Option<(&str, bool)> = None;
    let (mut braces, mut others) = (0_usize, 0_usize);
    let mut in_schema = false;
    for (index, (offset, token)) in tokens.iter().enumerate() {
        let after = tokens.get(index + 1).map(|(_, token)| *token);
        let before = index.checked_sub(1).map(|before| tokens[before].1);
        match token {
            Token::Mark(b'{') => braces += 1,
            Token::Mark(b'}') => {
                braces = braces.saturating_sub(1);
                if braces == 0 {
                    open = None;
                    others = 0;
                    in_schema = false;
                    parts.push((offset + 1, None));
                }
            }
            Token::Mark(b'(' | b'[') => others += 1,
            Token::Mark(b')' | b']') => others = others.saturating_sub(1),
            Token::Mark(_) => {}
            Token::Name(word) if braces == 0 && others == 0 => {
                if before == Some(Token::Mark(b'@')) {
                    continue;
                }
                match after {
                    Some(Token::Name(name)) if KINDS.contains(word) => {
                        open = Some((name, *word == "enum"));
                        in_schema = false;
                        parts.push((*offset, Some(of(name, None))));
                    }
                    _ if *word == "schema" || *word == "directive" => {
                        in_schema = *word == "schema";
                        open = None;
                        parts.push((*offset, None));
                    }
                    Some(_) | None => {}
                }
            }
            Token::Name(word) if braces == 1 && others == 0 => {
                let named = matches!(after, Some(Token::Mark(b':' | b'(')));
                let applied = before == Some(Token::Mark(b'@'));
                if in_schema
                    && let Some((_, Token::Name(root))) = tokens.get(index + 2)
                    && let Some(plain) = ROOTS.iter().find(|r| r.eq_ignore_ascii_case(word))
                {
                    roots.insert(root, plain);
                }
                if let Some((ty, has_values)) = open
                    && !applied
                    && (named || has_values)
                {
                    parts.push((*offset, Some(of(ty, Some(word)))));
                }
            }
            Token::Name(_) => {}
        }
    }
    ranges(parts, text.len(), &roots)
}

fn of(ty: &str, member: Option<&str>) -> Element {
    Element {
        ty: ty.to_owned(),
        member: member.map(str::to_owned),
    }
}

/// Each part ends where the next one begins. Root types bear their plain names.
fn ranges(
    parts: Vec<(usize, Option<Element>)>,
    end: usize,
    roots: &HashMap<&str, &str>,
) -> Outline {
    let ends: Vec<usize> = parts.iter().skip(1).map(|(start, _)| *start).collect();
    let ends = ends.into_iter().chain([end]);
    let named = parts
        .into_iter()
        .zip(ends)
        .filter_map(|((start, part), end)| {
            let mut element = part?;
            if let Some(plain) = roots.get(element.ty.as_str()) {
                (*plain).clone_into(&mut element.ty);
            }
            Some((start..end, element))
        });
    Outline {
        parts: named.collect(),
    }
}

/// Names and marks with their places; strings, comments and whatever else are passed over.
fn tokens(text: &str) -> Vec<(usize, Token<'_>)> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let start = at;
        match byte {
            b'#' => at += until(&bytes[at..], |rest| rest[0] == b'\n'),
            b'"' => at += string_length(&bytes[at..]),
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => {
                at += until(&bytes[at..], |rest| {
                    !rest[0].is_ascii_alphanumeric() && rest[0] != b'_'
                });
                tokens.push((start, Token::Name(&text[start..at])));
            }
            b'{' | b'}' | b'(' | b')' | b'[' | b']' | b':' | b'@' => {
                at += 1;
                tokens.push((start, Token::Mark(*byte)));
            }
            _ => at += 1,
        }
    }
    tokens
}

/// Bytes before the first from which on it holds.
fn until(bytes: &[u8], holds: impl Fn(&[u8]) -> bool) -> usize {
    let found = (0..bytes.len()).find(|at| holds(&bytes[*at..]));
    found.unwrap_or(bytes.len())
}

/// Of the string that begins here, its quotes included; to the end of the line where it is not closed.
pub(crate) fn string_length(bytes: &[u8]) -> usize {
    let block = bytes.starts_with(b"\"\"\"");
    let quotes: &[u8] = if block { b"\"\"\"" } else { b"\"" };
    let mut at = quotes.len();
    while at < bytes.len() {
        let rest = &bytes[at..];
        if rest.starts_with(quotes) {
            return at + quotes.len();
        }
        at += match rest[0] {
            b'\n' if !block => return at,
            b'\\' if !block => 2,
            b'\\' if rest.starts_with(b"\\\"\"\"") => 4,
            _ => 1,
        };
    }
    bytes.len()
}

/// A definition from its name on: a description may stand before, which is not what is talked of.
pub(crate) fn without_description(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(part) = text.get(range.clone()).filter(|part| part.starts_with('"')) else {
        return range;
    };
    let bytes = part.as_bytes();
    let mut at = string_length(bytes);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'#' => at += until(&bytes[at..], |rest| rest[0] == b'\n'),
            b' ' | b'\t' | b'\n' | b'\r' | b',' => at += 1,
            _ => return range.start + at..range.end,
        }
    }
    // It is the string that is talked of.
    range
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_begins_with_its_name() {
        for (text, begins) in [
            ("name: Int", "name"),
            ("\"its name\" name: Int", "name"),
            (
                "\"\"\"\nIts \\\"\"\" \"name\"\n\"\"\"\n# odd\n  name: Int",
                "name",
            ),
            ("\"id\"", "\"id\""),
        ] {
            let range = without_description(text, 0..text.len());
            assert!(text[range].starts_with(begins), "{text}");
        }
    }

    #[test]
    fn each_place_is_of_an_element() {
        let text = "schema @link(url: \"type X { a: Int }\") { query: Root }\n\
            \"the root\" extend type Root @key(fields: \"a\") {\n  a(x: I = { b: 1 }): [T!]! @tag(name: \"b\")\n  b: Int }\n\
            enum E @x { P # Q\n \"\"\"a \\\"\"\" R\"\"\" Q @deprecated }\nunion U = A | B\ndirective @d(type: T) on FIELD";
        let outline = outline(text);
        for (part, told) in [
            ("url", None),
            ("Root @key", Some("Query")),
            ("fields", Some("Query")),
            ("b: 1", Some("Query.a")),
            ("@tag", Some("Query.a")),
            ("b: Int }", Some("Query.b")),
            ("P #", Some("E.P")),
            ("@deprecated", Some("E.Q")),
            ("A | B", Some("U")),
            ("on FIELD", None),
        ] {
            let offset = text.find(part).expect("it is there");
            let found = outline.at(offset).map(|element| match &element.member {
                Some(member) => format!("{}.{member}", element.ty),
                None => element.ty.clone(),
            });
            assert_eq!(found.as_deref(), told, "{part}");
        }
    }
}
