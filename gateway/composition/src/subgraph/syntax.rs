//! Faults of syntax in words for people.

use crate::{Diagnostic, Place, codes};

/// Places after the first that are told.
const MAX_MORE: usize = 2;

/// One finding of a text that cannot be parsed: what stands after the first place often follows from it.
pub(super) fn finding(told: &[(Place, String)]) -> Option<Diagnostic> {
    let ((place, message), more) = told.split_first()?;
    let mut finding =
        Diagnostic::error(codes::INVALID_GRAPHQL, readable(message)).at(place.clone());
    let mut lines = vec![place.line];
    for (other, message) in more {
        if lines.contains(&other.line) || lines.len() > MAX_MORE {
            continue;
        }
        lines.push(other.line);
        let message = readable(message);
        let message = message.trim_start_matches(PREFIX);
        finding = finding.note(format!("then, in line {}: {message}", other.line));
    }
    Some(match more.len() + 1 - lines.len() {
        0 => finding,
        others => finding.note(format!(
            "{others} more faults are not told: they may follow from this"
        )),
    })
}

const PREFIX: &str = "syntax error: ";

/// What the parser calls the tokens, and how they are written.
const TOKENS: [(&str, &str); 16] = [
    ("L_CURLY", "`{`"),
    ("R_CURLY", "`}`"),
    ("L_PAREN", "`(`"),
    ("R_PAREN", "`)`"),
    ("L_BRACK", "`[`"),
    ("R_BRACK", "`]`"),
    ("COLON", "`:`"),
    ("COMMA", "`,`"),
    ("BANG", "`!`"),
    ("DOLLAR", "`$`"),
    ("EQ", "`=`"),
    ("AT", "`@`"),
    ("PIPE", "`|`"),
    ("AMP", "`&`"),
    ("SPREAD", "`...`"),
    ("EOF", "the end of the text"),
];

/// `expected R_CURLY, got :` as "expected `}`, found `:`".
fn readable(message: &str) -> String {
    let Some(rest) = message.strip_prefix(PREFIX) else {
        return message.to_owned();
    };
    let rest = rest.replace("a StringValue, Name or OperationDefinition", "a definition");
    let mut text = rest.clone();
    if let Some((expected, got)) = rest.split_once(", got ") {
        let got = match got {
            "EOF" => got.to_owned(),
            got => format!("`{got}`"),
        };
        text = format!("{expected}, found {got}");
    }
    let words: Vec<&str> = text
        .split(' ')
        .map(|word| {
            let (bare, comma) = match word.strip_suffix(',') {
                Some(bare) => (bare, ","),
                None => (word, ""),
            };
            let token = TOKENS.iter().find(|(name, _)| *name == bare);
            match (token, comma) {
                (Some((_, written)), "") => written,
                _ => word,
            }
        })
        .collect();
    let mut text = words.join(" ");
    for (name, written) in TOKENS {
        text = text.replace(&format!(" {name},"), &format!(" {written},"));
    }
    format!("{PREFIX}{text}")
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn tokens_are_told_as_they_are_written() {
        for (message, told) in [
            (
                "syntax error: expected R_CURLY, got :",
                "syntax error: expected `}`, found `:`",
            ),
            (
                "syntax error: expected L_PAREN, got EOF",
                "syntax error: expected `(`, found the end of the text",
            ),
            (
                "syntax error: expected a Name",
                "syntax error: expected a Name",
            ),
            ("cannot find type `EQ`", "cannot find type `EQ`"),
        ] {
            assert_eq!(readable(message), told);
        }
    }
}
