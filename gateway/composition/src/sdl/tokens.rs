//! Text to tokens, one at a time.

use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// Punctuation of one character.
    Mark(u8),
    Name,
    Int,
    /// On one line, without escapes.
    String,
    BlockString,
    End,
}

/// A place in a text.
pub(super) struct Tokens<'a> {
    text: &'a str,
    pub(super) current: Token,
    start: usize,
    end: usize,
    /// Where the token before ended.
    pub(super) last_end: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let mut tokens = Self {
            text,
            current: Token::End,
            start: 0,
            end: 0,
            last_end: 0,
        };
        tokens.advance()?;
        Some(tokens)
    }

    pub(super) fn start(&self) -> usize {
        self.start
    }

    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The text of the current token.
    pub(super) fn slice(&self) -> &'a str {
        &self.text[self.start..self.end]
    }

    /// Goes to the next token; `None` where there is none that is known here.
    pub(super) fn advance(&mut self) -> Option<()> {
        self.last_end = self.end;
        self.start = self.skip_ignored(self.end);
        let bytes = self.text.as_bytes();
        let Some(first) = bytes.get(self.start).copied() else {
            self.current = Token::End;
            self.end = self.start;
            return Some(());
        };
        let (token, length) = match first {
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => (Token::Name, self.count(1, is_name)),
            b'{' | b'}' | b'(' | b')' | b'[' | b']' | b':' | b'=' | b'@' | b'!' | b'|' | b'&' => {
                (Token::Mark(first), 1)
            }
            b'-' | b'0'..=b'9' => (Token::Int, self.int()?),
            b'"' if self.text[self.start..].starts_with("\"\"\"") => {
                (Token::BlockString, self.block_string()?)
            }
            b'"' => (Token::String, self.string()?),
            _ => return None,
        };
        self.current = token;
        self.end = self.start + length;
        Some(())
    }

    /// Past blanks, commas and comments.
    fn skip_ignored(&self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | b',' => at += 1,
                b'#' => {
                    let ends = |byte: &u8| *byte == b'\n' || *byte == b'\r';
                    let rest = bytes[at..].iter().position(ends);
                    at = rest.map_or(bytes.len(), |length| at + length);
                }
                _ => break,
            }
        }
        at
    }

    /// Bytes from an offset in the current token on that fit.
    fn count(&self, from: usize, fits: impl Fn(u8) -> bool) -> usize {
        let rest = &self.text.as_bytes()[self.start + from..];
        let end = rest.iter().position(|byte| !fits(*byte));
        from + end.unwrap_or(rest.len())
    }

    /// Floats, and numbers that run into a name, are left to the other parser.
    fn int(&self) -> Option<usize> {
        let length = self.count(1, |byte| byte.is_ascii_digit());
        let next = self.text.as_bytes().get(self.start + length);
        let ends = next.is_none_or(|byte| *byte != b'.' && !is_name(*byte));
        ends.then_some(length)
    }

    fn string(&self) -> Option<usize> {
        let length = self.count(1, |byte| !matches!(byte, b'"' | b'\\' | b'\n' | b'\r'));
        let closed = self.text.as_bytes().get(self.start + length) == Some(&b'"');
        closed.then_some(length + 1)
    }

    fn block_string(&self) -> Option<usize> {
        let inner = &self.text[self.start + 3..];
        let end = inner.find("\"\"\"")?;
        let inner = &inner[..end];
        // Three quotes may be escaped, and lines may end otherwise than usual.
        (!inner.contains(['\\', '\r'])).then_some(end + 6)
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
