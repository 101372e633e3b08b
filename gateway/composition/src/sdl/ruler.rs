//! Places in texts that the compiler did not parse.
//!
//! A place of the compiler can only come from a text that it has read. It has read one text of the greatest length, in
//! which every byte is told of as a fault of its own: from the place of the first byte and that of the last, that of any
//! range is put together. The file that such places name is the ruler; which text they lie in, their owner knows.

use std::ops::Range;
use std::sync::OnceLock;

use apollo_compiler::ast::Document;
use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::parser::{FileId, SourceSpan};

/// Longer texts are rare, and the ruler costs some 20 ms and 2 MB.
const LENGTH: usize = 64 * 1024;

/// The places of single bytes.
#[derive(Debug)]
pub(crate) struct Ruler {
    pub(crate) file: FileId,
    bytes: Vec<SourceSpan>,
}

impl Ruler {
    /// Made once a process.
    pub(crate) fn get() -> &'static Self {
        static RULER: OnceLock<Ruler> = OnceLock::new();
        RULER.get_or_init(Self::make)
    }

    fn make() -> Self {
        let faults = Document::parse("?".repeat(LENGTH), "ruler").err();
        let spans = faults.iter().flat_map(|faults| faults.errors.iter());
        let mut bytes: Vec<SourceSpan> = spans
            .filter_map(|fault| fault.error.location())
            .filter(|span| span.node_len() == 1)
            .collect();
        bytes.sort_unstable_by_key(SourceSpan::offset);
        bytes.dedup();
        // Without a place for each byte, no text is covered, and none is read quickly.
        let whole = bytes
            .iter()
            .enumerate()
            .all(|(at, span)| span.offset() == at);
        if !whole {
            bytes.clear();
        }
        Self {
            file: bytes.first().map_or(FileId::BUILT_IN, SourceSpan::file_id),
            bytes,
        }
    }

    pub(super) fn covers(&self, text: &str) -> bool {
        text.len() <= self.bytes.len()
    }

    pub(super) fn span(&self, range: Range<usize>) -> Option<SourceSpan> {
        let first = self.bytes.get(range.start).copied()?;
        let last = self.bytes.get(range.end.checked_sub(1)?).copied()?;
        SourceSpan::recompose(Some(first), Some(last))
    }
}
