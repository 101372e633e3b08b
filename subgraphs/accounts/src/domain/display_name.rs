//! The name that others see.

use subgraph_kit::user_error::Code;
use thiserror::Error;

use super::code;

/// The most characters of a name.
pub const MAX_CHARS: usize = 60;

/// A name that may be shown to others: trimmed, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayName(String);

/// Why a text cannot be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a name has 1 to {MAX_CHARS} characters on one line")]
pub struct DisplayNameFault;

impl DisplayNameFault {
    /// The stable code that clients see.
    pub const CODE: Code = code::DISPLAY_NAME_INVALID;
}

impl DisplayName {
    pub fn parse(text: &str) -> Result<Self, DisplayNameFault> {
        let text = text.trim();
        let fits = (1..=MAX_CHARS).contains(&text.chars().count());
        if fits && !text.chars().any(is_deceptive) {
            Ok(Self(text.to_owned()))
        } else {
            Err(DisplayNameFault)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters, and the invisible ones that turn text around or make two names look alike.
fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_and_refuses() {
        for (given, kept) in [
            (" Ada ", Some("Ada")),
            ("Zoë O'Neil-Ruiz", Some("Zoë O'Neil-Ruiz")),
            ("李小龍", Some("李小龍")),
            ("", None),
            ("   ", None),
            ("a\nb", None),
            ("ada\u{202e}nimda", None),
        ] {
            assert_eq!(
                DisplayName::parse(given)
                    .ok()
                    .as_ref()
                    .map(DisplayName::as_str),
                kept,
                "{given:?}"
            );
        }
        assert!(DisplayName::parse(&"é".repeat(60)).is_ok());
        assert!(DisplayName::parse(&"é".repeat(61)).is_err());
    }
}
