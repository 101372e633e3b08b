//! The rules: what is told to whom, and when it is tried again.

pub mod code;
pub mod deliver;
pub mod inbox;
pub mod kind;
pub mod letter;
pub mod notify;
pub mod retry;
pub mod service;
pub mod sweep;
pub mod template;
