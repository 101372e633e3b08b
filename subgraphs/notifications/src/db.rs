//! Queries. A function takes a connection and gives rows; transactions are opened in `domain`.

pub mod buyer;
pub mod delivery;
pub mod notification;
pub mod recipient;
mod tables;
