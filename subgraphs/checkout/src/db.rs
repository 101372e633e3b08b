//! Queries. Each takes a connection; transactions are opened in `domain`.

pub(crate) mod cart;
pub(crate) mod checkout;
mod column;
pub(crate) mod tables;
pub(crate) mod variant;

pub(crate) use column::{json_column, text_column};
