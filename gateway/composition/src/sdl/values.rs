//! Types, values and directives.

use apollo_compiler::ast::{Argument, Directive, DirectiveList, Type, Value};
use apollo_compiler::{Name, Node};

use super::tokens::Token;
use super::{MAX_DEPTH, Reader, strings};

impl Reader<'_> {
    pub(super) fn description(&mut self) -> Option<Option<Node<str>>> {
        let Some(text) = self.string_value() else {
            return Some(None);
        };
        let span = self.ruler.span(self.tokens.range())?;
        self.tokens.advance()?;
        Some(Some(Node::new_str_parsed(&text, span)))
    }

    /// What the string that is next says; `None` where none is.
    fn string_value(&self) -> Option<String> {
        let text = self.tokens.slice();
        match self.tokens.current {
            Token::String => Some(text[1..text.len() - 1].to_owned()),
            Token::BlockString => Some(strings::block_value(&text[3..text.len() - 3])),
            Token::Mark(_) | Token::Name | Token::Int | Token::End => None,
        }
    }

    pub(super) fn type_node(&mut self) -> Option<Node<Type>> {
        let start = self.tokens.start();
        let ty = self.ty(MAX_DEPTH)?;
        self.node(start, ty)
    }

    /// Recursion is bounded by the depth that is left.
    pub(super) fn ty(&mut self, depth: usize) -> Option<Type> {
        if self.takes(b'[')? {
            let item = Box::new(self.ty(depth.checked_sub(1)?)?);
            self.expect(b']')?;
            return Some(match self.takes(b'!')? {
                true => Type::NonNullList(item),
                false => Type::List(item),
            });
        }
        let name = self.name()?;
        Some(match self.takes(b'!')? {
            true => Type::NonNullNamed(name),
            false => Type::Named(name),
        })
    }

    pub(super) fn directives(&mut self) -> Option<DirectiveList> {
        let mut directives = DirectiveList::default();
        loop {
            let start = self.tokens.start();
            if !self.takes(b'@')? {
                return Some(directives);
            }
            let name = self.name()?;
            let arguments = self.enclosed((b'(', b')'), Self::argument)?;
            let directive = Directive { name, arguments };
            directives.0.push(self.node(start, directive)?);
        }
    }

    fn argument(&mut self) -> Option<Node<Argument>> {
        let start = self.tokens.start();
        let (name, value) = self.named_value(MAX_DEPTH)?;
        self.node(start, Argument { name, value })
    }

    fn named_value(&mut self, depth: usize) -> Option<(Name, Node<Value>)> {
        let name = self.name()?;
        self.expect(b':')?;
        Some((name, self.value(depth)?))
    }

    /// Recursion is bounded by the depth that is left.
    pub(super) fn value(&mut self, depth: usize) -> Option<Node<Value>> {
        let start = self.tokens.start();
        let depth = depth.checked_sub(1)?;
        let value = match self.tokens.current {
            Token::Mark(b'[') => {
                self.tokens.advance()?;
                let mut items = Vec::new();
                while !self.takes(b']')? {
                    items.push(self.value(depth)?);
                }
                Value::List(items)
            }
            Token::Mark(b'{') => {
                self.tokens.advance()?;
                let mut fields = Vec::new();
                while !self.takes(b'}')? {
                    fields.push(self.named_value(depth)?);
                }
                Value::Object(fields)
            }
            Token::Mark(_) | Token::End => return None,
            Token::Name => self.named_constant()?,
            Token::Int => self.int()?,
            Token::String | Token::BlockString => {
                let text = self.string_value()?;
                self.tokens.advance()?;
                Value::String(text)
            }
        };
        self.node(start, value)
    }

    fn named_constant(&mut self) -> Option<Value> {
        let constant = match self.word()? {
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            "null" => Value::Null,
            _ => return Some(Value::Enum(self.name()?)),
        };
        self.tokens.advance()?;
        Some(constant)
    }

    /// Only as it would be written again.
    fn int(&mut self) -> Option<Value> {
        let text = self.tokens.slice();
        let number: i32 = text.parse().ok()?;
        self.tokens.advance()?;
        (number.to_string() == text).then(|| Value::Int(number.into()))
    }
}
