//! Messages that repeat what a subgraph wrote, however long that is.

use std::borrow::Cow;

/// In characters. The longest messages of our own are a third of it.
const LONG: usize = 700;
/// What is left at the beginning, where the message says what is wrong, and at the end.
const HEAD: usize = 450;
const TAIL: usize = 150;

/// A text whose middle is left out where it is very long.
pub(super) fn shortened(text: &str) -> Cow<'_, str> {
    let count = text.chars().count();
    if count <= LONG {
        return Cow::Borrowed(text);
    }
    let head: String = text.chars().take(HEAD).collect();
    let tail: String = text.chars().skip(count - TAIL).collect();
    let left_out = count - HEAD - TAIL;
    Cow::Owned(format!("{head} [… {left_out} characters …] {tail}"))
}
