//! Queries. A function takes a connection and gives rows; transactions are opened in `domain`.

pub mod product;
pub mod rating;
pub mod review;
mod tables;
pub mod youngest;
