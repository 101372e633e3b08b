//! The ordinary run: some thousand random operations, and all cases that were wrong once.

#![allow(clippy::unwrap_used)]

mod kept;
mod ordinary;
