//! A cursor over JSON text, which checks what it passes.

/// Why an answer cannot be read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Syntax,
    TooDeep,
    Full,
}

/// A key to expect: the text after its opening quote, up to the colon, compared sixteen bytes at once.
#[derive(Debug)]
pub(crate) struct Key {
    /// `name":`
    text: Box<[u8]>,
    first: u128,
    mask: u128,
}

impl Key {
    pub(crate) fn new(name: &str) -> Self {
        let text = format!("{name}\":").into_bytes();
        let mut first = [0; 16];
        let mut mask = [0; 16];
        for (at, byte) in text.iter().take(16).enumerate() {
            first[at] = *byte;
            mask[at] = 0xff;
        }
        Self {
            text: text.into_boxed_slice(),
            first: u128::from_le_bytes(first),
            mask: u128::from_le_bytes(mask),
        }
    }

    #[inline]
    fn is_at(&self, text: &[u8], at: usize) -> bool {
        let Some(chunk) = text.get(at..at + 16) else {
            return text[at..].starts_with(&self.text);
        };
        let word = u128::from_le_bytes(chunk.try_into().expect("the chunk is 16 bytes long"));
        (word ^ self.first) & self.mask == 0
            && (self.text.len() <= 16 || text[at..].starts_with(&self.text))
    }
}

/// A place in a text that is known to be UTF-8.
#[derive(Debug)]
pub(crate) struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
    /// How much deeper the text may nest from here.
    depth_left: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a [u8], depth: usize) -> Self {
        Self {
            text,
            at: 0,
            depth_left: depth,
        }
    }

    pub(crate) fn text(&self) -> &'a [u8] {
        self.text
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Back to a place that was passed at the same depth.
    pub(crate) fn set_position(&mut self, at: usize) {
        self.at = at;
    }

    /// The byte that comes next, white space passed.
    #[inline]
    pub(crate) fn peek(&mut self) -> Result<u8, Fault> {
        loop {
            match self.text.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(byte) => return Ok(*byte),
                None => return Err(Fault::Syntax),
            }
        }
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.peek()? != byte {
            return Err(Fault::Syntax);
        }
        self.at += 1;
        Ok(())
    }

    /// Nothing but white space may follow.
    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Ok(_) => Err(Fault::Syntax),
            Err(_) => Ok(()),
        }
    }

    #[inline]
    fn descend(&mut self) -> Result<(), Fault> {
        self.depth_left = self.depth_left.checked_sub(1).ok_or(Fault::TooDeep)?;
        Ok(())
    }

    /// Enters an object; whether it has a member.
    #[inline]
    pub(crate) fn open_object(&mut self) -> Result<bool, Fault> {
        self.expect(b'{')?;
        self.descend()?;
        self.first(b'}')
    }

    /// After a member's value: whether another member follows.
    #[inline]
    pub(crate) fn next_member(&mut self) -> Result<bool, Fault> {
        self.next(b'}')
    }

    /// Enters a list; whether it has an item.
    #[inline]
    pub(crate) fn open_list(&mut self) -> Result<bool, Fault> {
        self.expect(b'[')?;
        self.descend()?;
        self.first(b']')
    }

    /// After an item: whether another follows.
    #[inline]
    pub(crate) fn next_item(&mut self) -> Result<bool, Fault> {
        self.next(b']')
    }

    #[inline]
    fn first(&mut self, close: u8) -> Result<bool, Fault> {
        if self.peek()? == close {
            self.at += 1;
            self.depth_left += 1;
            return Ok(false);
        }
        Ok(true)
    }

    #[inline]
    fn next(&mut self, close: u8) -> Result<bool, Fault> {
        let byte = self.peek()?;
        self.at += 1;
        if byte == b',' {
            return Ok(true);
        }
        if byte == close {
            self.depth_left += 1;
            return Ok(false);
        }
        Err(Fault::Syntax)
    }

    /// Takes a key and its colon, if it is this one, written without white space or escapes.
    #[inline]
    pub(crate) fn take_key(&mut self, key: &Key) -> Result<bool, Fault> {
        if self.peek()? != b'"' {
            return Err(Fault::Syntax);
        }
        let start = self.at + 1;
        let taken = key.is_at(self.text, start);
        if taken {
            self.at = start + key.text.len();
        }
        Ok(taken)
    }

    /// Takes any key; escapes are left as they are.
    pub(crate) fn key(&mut self) -> Result<&'a [u8], Fault> {
        self.peek()?;
        let text = self.string()?;
        self.expect(b':')?;
        Ok(&text[1..text.len() - 1])
    }

    /// Takes `null`, if it is next.
    pub(crate) fn null(&mut self) -> Result<bool, Fault> {
        if self.peek()? != b'n' {
            return Ok(false);
        }
        self.literal(b"null")?;
        Ok(true)
    }

    #[inline]
    pub(crate) fn literal(&mut self, literal: &[u8]) -> Result<(), Fault> {
        if !self.text[self.at..].starts_with(literal) {
            return Err(Fault::Syntax);
        }
        self.at += literal.len();
        Ok(())
    }

    /// Takes a string, given that a quote is next; its text with both quotes.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<&'a [u8], Fault> {
        let start = self.at;
        if self.text.get(start) != Some(&b'"') {
            return Err(Fault::Syntax);
        }
        let mut at = start + 1;
        loop {
            at = skip_plain(self.text, at);
            match self.text.get(at) {
                Some(b'"') => break,
                Some(b'\\') => at = skip_escape(self.text, at)?,
                // A control character, or the end of the text.
                Some(_) | None => return Err(Fault::Syntax),
            }
        }
        self.at = at + 1;
        Ok(&self.text[start..=at])
    }

    /// Takes a number, given that a digit or a sign is next; whether it is whole and surely fits 32 bits.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<bool, Fault> {
        let start = self.at;
        if self.text.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        match self.text.get(self.at) {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits()?,
            Some(_) | None => return Err(Fault::Syntax),
        }
        if !matches!(self.text.get(self.at), Some(b'.' | b'e' | b'E')) {
            return Ok(self.at - start <= SMALL_DIGITS);
        }
        if self.text.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.text.get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.text.get(self.at) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(false)
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while self.text.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        if self.at == start {
            return Err(Fault::Syntax);
        }
        Ok(())
    }

    /// Passes any value; its text.
    pub(crate) fn skip(&mut self) -> Result<&'a [u8], Fault> {
        let first = self.peek()?;
        let start = self.at;
        match first {
            b'"' => {
                self.string()?;
            }
            b'{' => {
                let mut member = self.open_object()?;
                while member {
                    self.key()?;
                    self.skip()?;
                    member = self.next_member()?;
                }
            }
            b'[' => {
                let mut item = self.open_list()?;
                while item {
                    self.skip()?;
                    item = self.next_item()?;
                }
            }
            b't' => self.literal(b"true")?,
            b'f' => self.literal(b"false")?,
            b'n' => self.literal(b"null")?,
            _ => {
                self.number()?;
            }
        }
        Ok(&self.text[start..self.at])
    }
}

/// A whole number of so many characters is between -2^31 and 2^31.
const SMALL_DIGITS: usize = 9;

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The first place from `at` on that is a quote, a backslash or a control character; eight bytes a step.
#[inline]
fn skip_plain(text: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = text.get(at..at + 8) {
        let word = u64::from_le_bytes(chunk.try_into().expect("the chunk is eight bytes long"));
        let quote = word ^ (LOW * 0x22);
        let backslash = word ^ (LOW * 0x5c);
        // The high bit of each byte that is zero, zero, or below 0x20; a borrow can only mislead above the first hit.
        let hits = (quote.wrapping_sub(LOW) & !quote)
            | (backslash.wrapping_sub(LOW) & !backslash)
            | (word.wrapping_sub(LOW * 0x20) & !word);
        let hits = hits & HIGH;
        if hits != 0 {
            return at + hits.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while text
        .get(at)
        .is_some_and(|byte| !matches!(byte, b'"' | b'\\' | ..0x20))
    {
        at += 1;
    }
    at
}

/// The place after the escape at `at`.
fn skip_escape(text: &[u8], at: usize) -> Result<usize, Fault> {
    match text.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => {
            let digits = text.get(at + 2..at + 6).ok_or(Fault::Syntax)?;
            if !digits.iter().all(u8::is_ascii_hexdigit) {
                return Err(Fault::Syntax);
            }
            Ok(at + 6)
        }
        Some(_) | None => Err(Fault::Syntax),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn accepts(text: &str) -> bool {
        let mut cursor = Cursor::new(text.as_bytes(), 64);
        cursor.skip().is_ok() && cursor.end().is_ok()
    }

    #[test]
    fn accepts_what_is_json_and_nothing_else() {
        let cases = [
            ("{}", true),
            (" [ ] ", true),
            (
                r#"{"a":1,"b":[true,false,null,-0.5e+10,"x\u00e9\n"]}"#,
                true,
            ),
            (r#""12345678\"9012345678""#, true),
            ("", false),
            ("{", false),
            (r#"{"a"}"#, false),
            (r#"{"a":}"#, false),
            (r#"{"a":1,}"#, false),
            ("[1,]", false),
            ("[1 2]", false),
            ("01", false),
            ("+1", false),
            ("1.", false),
            (".5", false),
            ("1e", false),
            ("-", false),
            ("nul", false),
            ("truex", false),
            ("\"abc", false),
            ("\"12345678\u{1}\"", false),
            (r#""\x""#, false),
            (r#""\u12g4""#, false),
            ("<html>", false),
            ("[1] 2", false),
            ("{'a':1}", false),
            ("NaN", false),
        ];
        for (text, expected) in cases {
            assert_eq!(accepts(text), expected, "{text}");
        }
    }

    #[test]
    fn nesting_is_bounded_and_comes_back() {
        let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(accepts(&deep(64)));
        let text = deep(65);
        assert_eq!(Cursor::new(text.as_bytes(), 64).skip(), Err(Fault::TooDeep));
        let wide = format!("[{}1]", "[],{},".repeat(200));
        assert!(accepts(&wide));
    }

    proptest! {
        #[test]
        fn agrees_with_serde_json(text in r#"[ \[\]{},:"a0-9.eE+\\u\x01-]{0,24}"#) {
            let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            prop_assert_eq!(accepts(&text), theirs, "{}", text);
        }

        #[test]
        fn passes_any_string(text in "\\PC*") {
            let json = serde_json::to_string(&text).unwrap();
            let mut cursor = Cursor::new(json.as_bytes(), 1);
            prop_assert_eq!(cursor.string(), Ok(json.as_bytes()));
        }
    }
}
