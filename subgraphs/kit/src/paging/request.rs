//! The paging arguments, checked.

use super::{Cursor, CursorKey};

/// Rows a page has when the caller does not say.
pub const DEFAULT_PAGE: usize = 20;
/// Most rows a page may have (see the conventions of the graph).
pub const MAX_PAGE: usize = 100;

/// The four arguments of a list field, as they came.
#[derive(Debug, Clone, Default)]
pub struct PageArgs {
    /// How many from the start.
    pub first: Option<i32>,
    /// Only rows after this cursor.
    pub after: Option<String>,
    /// How many from the end.
    pub last: Option<i32>,
    /// Only rows before this cursor.
    pub before: Option<String>,
}

/// Why paging arguments were refused; becomes a GraphQL error with code `PAGE_INVALID`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// Both directions at once.
    #[error("give `first` or `last`, not both")]
    BothDirections,
    /// Not between 1 and [`MAX_PAGE`].
    #[error("`{argument}` must be between 1 and {MAX_PAGE}")]
    OutOfRange {
        /// `first` or `last`.
        argument: &'static str,
    },
    /// A cursor this list did not give out.
    #[error(
        "the cursor is not one of this list: take one that this list gave, or leave it out to begin at the start"
    )]
    BadCursor,
}

/// Which end of the list a page is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// `first`: ascending from `after`.
    Forward,
    /// `last`: descending from `before`; [`Connection::assemble`](super::Connection::assemble) turns the rows around.
    Backward,
}

/// A checked request for a page, with the keys that cursors stand for.
#[derive(Debug, Clone)]
pub struct PageRequest<K> {
    /// From which end.
    pub direction: Direction,
    /// Rows on the page.
    pub size: usize,
    /// Only rows after this key.
    pub after: Option<K>,
    /// Only rows before this key.
    pub before: Option<K>,
}

impl PageArgs {
    /// The arguments of a list field, in the order of the schema.
    pub fn new(
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Self {
        Self {
            first,
            after,
            last,
            before,
        }
    }

    /// Checks the arguments and opens the cursors.
    pub fn check<K: CursorKey>(self) -> Result<PageRequest<K>, PageError> {
        let (direction, size) = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(PageError::BothDirections),
            (Some(first), None) => (Direction::Forward, in_range("first", first)?),
            (None, Some(last)) => (Direction::Backward, in_range("last", last)?),
            (None, None) => (Direction::Forward, DEFAULT_PAGE),
        };
        let open = |cursor: Option<String>| cursor.map(|text| Cursor::key(&text)).transpose();
        Ok(PageRequest {
            direction,
            size,
            after: open(self.after)?,
            before: open(self.before)?,
        })
    }
}

fn in_range(argument: &'static str, value: i32) -> Result<usize, PageError> {
    usize::try_from(value)
        .ok()
        .filter(|size| (1..=MAX_PAGE).contains(size))
        .ok_or(PageError::OutOfRange { argument })
}

impl<K> PageRequest<K> {
    /// How many rows to load: one more than the page has, which tells whether there is a next one.
    pub fn limit(&self) -> i64 {
        i64::try_from(self.size + 1).expect("a page has at most a hundred rows")
    }

    /// Whether rows are to be loaded in descending order.
    pub fn is_backward(&self) -> bool {
        self.direction == Direction::Backward
    }
}
