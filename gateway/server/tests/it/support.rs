//! The gateway under test, its subgraphs, its clients.

pub(crate) mod changing;
pub(crate) mod fake;
pub(crate) mod gateway;
pub(crate) mod keys;
pub(crate) mod live;
pub(crate) mod products;
pub(crate) mod reviews;
pub(crate) mod serve;
pub(crate) mod socket;
pub(crate) mod strange;
