//! Queries. A function takes a connection and gives rows; transactions are opened in `domain`.

pub mod payment;
pub(crate) mod tables;
pub mod transaction;
