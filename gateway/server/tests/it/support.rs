//! The gateway under test, its subgraphs, its clients.

pub(crate) mod gateway;
pub(crate) mod keys;
pub(crate) mod products;
pub(crate) mod reviews;
pub(crate) mod serve;
pub(crate) mod socket;
pub(crate) mod strange;
