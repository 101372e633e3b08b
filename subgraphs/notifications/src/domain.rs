//! The rules: what is told to whom, and when it is tried again.

pub mod letter;
pub mod retry;
pub mod template;
