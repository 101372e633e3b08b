//! Where each key of a configuration was written.

use std::collections::{BTreeMap, BTreeSet};

use saphyr_parser::{Event, Parser, Span};

use super::fault::{ConfigFault, FaultPlace};

/// Deeper trees than any configuration is; what is below has the place of what is above.
const MAX_DEPTH: usize = 64;

/// Places by dotted path.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    by_path: BTreeMap<String, FaultPlace>,
    /// Where a file begins, for what is missing in all of it; `None` without a file.
    start: Option<FaultPlace>,
    /// Keys that a mapping has twice; the place is the later one's.
    twice: Vec<(String, FaultPlace)>,
}

/// A mapping or sequence that is being read.
enum Open {
    Mapping {
        path: String,
        key: Option<String>,
        seen: BTreeSet<String>,
    },
    Sequence {
        path: String,
    },
}

impl Places {
    /// Of YAML text; `file` is named in them. What another reader refuses is left out.
    pub(super) fn of(text: &str, file: &str) -> Self {
        let mut places = Self {
            start: Some(FaultPlace::File {
                file: file.to_owned(),
                line: 1,
                column: 1,
            }),
            ..Self::default()
        };
        let mut open: Vec<Open> = Vec::new();
        for event in Parser::new_from_str(text) {
            let Ok((event, span)) = event else {
                break;
            };
            match event {
                Event::MappingStart(..) => {
                    let path = value_path(&mut open);
                    open.push(Open::Mapping {
                        path,
                        key: None,
                        seen: BTreeSet::new(),
                    });
                }
                Event::SequenceStart(..) => {
                    let path = value_path(&mut open);
                    open.push(Open::Sequence { path });
                }
                Event::MappingEnd | Event::SequenceEnd => drop(open.pop()),
                Event::Scalar(text, ..) => places.scalar(&mut open, &text, span, file),
                Event::Alias(_) => drop(value_path(&mut open)),
                Event::Nothing
                | Event::StreamStart
                | Event::StreamEnd
                | Event::DocumentStart(_)
                | Event::DocumentEnd => {}
            }
            if open.len() > MAX_DEPTH {
                break;
            }
        }
        places
    }

    /// A key, whose place is kept, or a value.
    fn scalar(&mut self, open: &mut [Open], text: &str, span: Span, file: &str) {
        if let Some(Open::Mapping { path, key, seen }) = open.last_mut()
            && key.is_none()
        {
            let place = FaultPlace::File {
                file: file.to_owned(),
                line: span.start.line(),
                column: span.start.col() + 1,
            };
            if !seen.insert(text.to_owned()) {
                self.twice.push((join(path, text), place.clone()));
            }
            self.by_path.entry(join(path, text)).or_insert(place);
            *key = Some(text.to_owned());
            return;
        }
        drop(value_path(open));
    }

    /// From here on the key counts as set by that.
    pub(super) fn set(&mut self, path: &str, place: FaultPlace) {
        self.by_path.insert(path.to_owned(), place);
    }

    /// A fault for each key that is written twice in one mapping.
    pub(super) fn duplicates(&self) -> Vec<ConfigFault> {
        let fault = |(path, place): &(String, FaultPlace)| ConfigFault {
            path: path.clone(),
            message: match self.by_path.get(path) {
                Some(first) => format!("is written twice, first at {first}"),
                None => "is written twice".to_owned(),
            },
            place: Some(place.clone()),
        };
        self.twice.iter().map(fault).collect()
    }

    /// The place of a key, or of what it is in. A variable that sets something below a key sets the key as well.
    pub(super) fn find(&self, path: &str) -> Option<FaultPlace> {
        let exact = self.by_path.get(path).cloned();
        exact
            .or_else(|| self.variable_below(path))
            .or_else(|| self.above(path))
            .or_else(|| self.start.clone())
    }

    fn variable_below(&self, path: &str) -> Option<FaultPlace> {
        let start = format!("{path}.");
        let below = self.by_path.range(start.clone()..);
        let mut below = below.take_while(|(path, _)| path.starts_with(&start));
        below.find_map(|(_, place)| match place {
            FaultPlace::Variable(_) => Some(place.clone()),
            FaultPlace::File { .. } => None,
        })
    }

    fn above(&self, path: &str) -> Option<FaultPlace> {
        let mut path = path;
        loop {
            if let Some(place) = self.by_path.get(path) {
                return Some(place.clone());
            }
            path = &path[..path.rfind('.')?];
        }
    }
}

/// The path of a value that begins; its key is used up by it.
fn value_path(open: &mut [Open]) -> String {
    match open.last_mut() {
        None => String::new(),
        Some(Open::Sequence { path }) => path.clone(),
        // Without a key it is one itself: a mapping as a key, which no configuration has.
        Some(Open::Mapping { path, key, .. }) => match key.take() {
            Some(key) => join(path, &key),
            None => path.clone(),
        },
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        return key.to_owned();
    }
    format!("{path}.{key}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_their_line_and_column() {
        let text = "listen: x\nsubgraphs:\n  a: {url: http://a, schema: [1, {b: 2}]}\n  c:\n    url: y\nlast: 1\n";
        let places = Places::of(text, "f.yaml");
        for (path, expected) in [
            ("listen", "f.yaml:1:1"),
            ("subgraphs.a", "f.yaml:3:3"),
            ("subgraphs.a.schema", "f.yaml:3:22"),
            ("subgraphs.c.url", "f.yaml:5:5"),
            ("subgraphs.c.nothing", "f.yaml:4:3"),
            ("last", "f.yaml:6:1"),
        ] {
            let found = places.find(path).map(|place| place.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{path}");
        }
        let start = places.find("nothing").map(|place| place.to_string());
        assert_eq!(start.as_deref(), Some("f.yaml:1:1"));
    }

    #[test]
    fn a_key_that_is_written_twice_is_told_with_both_places() {
        let text = "a: 1\nb: {c: 1}\nl: [{c: 1}, {c: 2}]\na: 2\nd:\n  e: 1\n  e: 2\n";
        let told = Places::of(text, "f.yaml").duplicates();
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "f.yaml:4:1: a: is written twice, first at f.yaml:1:1",
                "f.yaml:7:3: d.e: is written twice, first at f.yaml:6:3"
            ]
        );
    }

    /// Two readers of YAML differ in what they refuse; neither may fall over what the other takes.
    #[test]
    fn any_text_is_read_or_refused() {
        let sample = "a: &x {b: [1, 'two', \"three\"], c: |\n  text\n}\nd: *x\n? e\n: - f\n  - g: h # i\n--- !!map\n";
        let strange = ":{}[],&*#?|->%@`\"'!=~\n\t \\\u{0}\u{e9}";
        for (at, _) in sample.char_indices() {
            Places::of(&sample[..at], "f.yaml");
            for c in strange.chars() {
                let text = format!("{}{c}{}", &sample[..at], &sample[at + 1..]);
                Places::of(&text, "f.yaml");
            }
        }
        let deep = "[".repeat(10_000);
        Places::of(&deep, "f.yaml");
        Places::of(&"{a: ".repeat(10_000), "f.yaml");
    }
}
