//! Relay connections, paged by key.
//!
//! A list field takes [`PageArgs`]' four arguments, reads them into a [`PageRequest`], loads one row more than
//! [`PageRequest::limit`] says from the key in [`PageRequest::after`] or before [`PageRequest::before`], and gives the rows
//! to [`Connection::assemble`].

mod connection;
mod cursor;
mod request;

pub use self::connection::{Connection, Edge, PageInfo, Total};
pub use self::cursor::{Cursor, CursorKey};
pub use self::request::{DEFAULT_PAGE, Direction, MAX_PAGE, PageArgs, PageError, PageRequest};
