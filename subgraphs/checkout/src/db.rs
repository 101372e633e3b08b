//! Queries. Each takes a connection; transactions are opened in `domain`.

pub(crate) mod cart;
pub(crate) mod checkout;
pub(crate) mod promotion;
pub(crate) mod tables;
pub(crate) mod variant;
