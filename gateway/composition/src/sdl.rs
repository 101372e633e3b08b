//! A quick reader of schema text.
//!
//! The parser of the compiler builds a lossless tree first and then converts it, which is most of what composing a large
//! graph costs. This one goes straight from text to the same AST, places included. It takes what is valid and usual; on
//! anything else it gives up, and the compiler's parser, which tells what is wrong, reads the text instead.

mod definitions;
mod ruler;
mod strings;
mod tokens;
mod values;

use std::sync::Arc;

use ahash::HashMap;
use apollo_compiler::ast::Document;
use apollo_compiler::{Name, Node};

pub(crate) use ruler::Ruler;
use tokens::{Token, Tokens};

/// Nesting of values and types; deeper ones are left to the other parser.
const MAX_DEPTH: usize = 32;

/// Reads a text; `None` where it is not usual.
pub(crate) fn read(text: &str, ruler: &Ruler) -> Option<Document> {
    if !ruler.covers(text) {
        return None;
    }
    let mut reader = Reader {
        tokens: Tokens::of(text)?,
        ruler,
        names: HashMap::default(),
    };
    let mut document = Document::new();
    while reader.tokens.current != Token::End {
        document.definitions.push(reader.definition()?);
    }
    (!document.definitions.is_empty()).then_some(document)
}

struct Reader<'a> {
    tokens: Tokens<'a>,
    ruler: &'a Ruler,
    /// Most names stand in a text many times.
    names: HashMap<&'a str, Arc<str>>,
}

impl<'a> Reader<'a> {
    /// Takes a punctuation mark if it is next.
    fn takes(&mut self, mark: u8) -> Option<bool> {
        let is_next = self.tokens.current == Token::Mark(mark);
        if is_next {
            self.tokens.advance()?;
        }
        Some(is_next)
    }

    fn expect(&mut self, mark: u8) -> Option<()> {
        self.takes(mark)?.then_some(())
    }

    /// The text of a name that is next.
    fn word(&self) -> Option<&'a str> {
        (self.tokens.current == Token::Name).then(|| self.tokens.slice())
    }

    fn takes_word(&mut self, word: &str) -> Option<bool> {
        let is_next = self.word() == Some(word);
        if is_next {
            self.tokens.advance()?;
        }
        Some(is_next)
    }

    fn name(&mut self) -> Option<Name> {
        let word = self.word()?;
        let shared = self.names.entry(word).or_insert_with(|| word.into());
        let name = Name::from_arc_unchecked(shared.clone());
        let name = name.with_location(self.ruler.span(self.tokens.range())?);
        self.tokens.advance()?;
        Some(name)
    }

    /// What was read from an offset up to here.
    fn node<T>(&self, start: usize, value: T) -> Option<Node<T>> {
        let span = self.ruler.span(start..self.tokens.last_end)?;
        Some(Node::new_parsed(value, span))
    }

    /// Items between two marks, at least one; none where the first mark is not next.
    fn enclosed<T>(
        &mut self,
        (open, close): (u8, u8),
        mut item: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut items = Vec::new();
        if !self.takes(open)? {
            return Some(items);
        }
        while !self.takes(close)? {
            items.push(item(self)?);
        }
        (!items.is_empty()).then_some(items)
    }

    /// Items with marks between, and perhaps one before the first.
    fn separated<T>(
        &mut self,
        mark: u8,
        mut item: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.takes(mark)?;
        let mut items = vec![item(self)?];
        while self.takes(mark)? {
            items.push(item(self)?);
        }
        Some(items)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use apollo_compiler::ast::Document;
    use apollo_compiler::parser::{FileId, Parser};

    use super::{Ruler, read};

    /// Everything of a document, its places included.
    fn told(document: &Document, file: FileId) -> String {
        let text = format!("{:#?}", document.definitions);
        text.replace(&format!("@{file:?}"), "@")
    }

    /// Whether the text is read; if so, as the compiler does.
    fn agrees(text: &str) -> bool {
        let ruler = Ruler::get();
        let Some(quick) = read(text, ruler) else {
            return false;
        };
        let parsed = Parser::new().parse_ast(text, "text.graphql");
        let parsed = parsed.unwrap_or_else(|error| panic!("{text}\n{}", error.errors));
        let file = parsed.sources.keys().next().copied();
        let file = file.expect("a text is a source");
        assert_eq!(told(&quick, ruler.file), told(&parsed, file), "{text}");
        true
    }

    fn texts(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("the folder can be listed") {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                texts(&path, into);
            } else if path.extension().is_some_and(|kind| kind == "graphql") {
                into.push(path);
            }
        }
    }

    #[test]
    fn all_cases_are_read_as_the_compiler_does() {
        let mut paths = Vec::new();
        let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
        texts(&cases, &mut paths);
        let mut read = 0;
        for path in &paths {
            let text = fs::read_to_string(path).expect("the file can be read");
            read += usize::from(agrees(&text));
        }
        assert!(read * 20 >= paths.len() * 19, "{read} of {}", paths.len());
    }

    /// One row a text, and whether it is usual.
    #[test]
    fn what_is_not_usual_is_left_to_the_compiler() {
        for (text, usual) in [
            ("type Query { a: Int }", true),
            ("  # é\n,\ntype Query,{ a : [ [Int!] ! ] } # end", true),
            ("\"\"\"\n  a\n   b\n\n\"\"\" type T \"x\" type U", true),
            ("\"\"\"a\\\"\"\"\"\"\" type T", false),
            ("\"a\\n\" type T", false),
            ("extend type T", false),
            ("extend type T @a(b: [1, {c: -2 d: null}], e: E)", true),
            ("type T { a(b: I = {c: true}, d: Float = 1.5): Int }", false),
            ("type T { a(b: Int = 01): Int }", false),
            ("type T { a(b: Int = 99999999999): Int }", false),
            ("type T { a(b: Int = $c): Int }", false),
            ("type T {}", false),
            ("type T implements & A & B @x { a: Int }", true),
            (
                "union U = | A | B extend union U @x extend union U = C",
                true,
            ),
            ("enum E { A @x \"b\" B } enum F { true }", false),
            (
                "directive @x(a: Int = 3 @y) repeatable on | OBJECT | FIELD",
                true,
            ),
            (
                "schema @a { query: Q mutation: M } extend schema @link(url: \"u\")",
                true,
            ),
            ("query { a }", false),
            ("{ a }", false),
            ("", false),
            ("type T { a: Int ", false),
        ] {
            assert_eq!(agrees(text), usual, "{text}");
        }
    }
}
