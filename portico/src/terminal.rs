//! What is said to a person at the terminal.
//!
//! Somebody may have closed it (`portico up | head`): that must not end a shop in the middle of its work, as the standard
//! library's printing macros would, so that what cannot be said is left unsaid.

use std::fmt::Display;
use std::io::Write;

/// A line of progress or of trouble, on standard error.
pub(crate) fn tell(line: impl Display) {
    let _nobody_listens = writeln!(std::io::stderr(), "{line}");
}

/// A line of what was asked for, on standard output.
pub(crate) fn show(line: impl Display) {
    let _nobody_listens = writeln!(std::io::stdout(), "{line}");
}
