//! Queries. A function takes a connection and gives rows; transactions are opened in `domain`.

pub mod address;
pub mod credential;
pub mod customer;
pub mod login_attempt;
pub mod mail_token;
pub mod password_reset;
pub mod refresh_token;
pub mod session;
pub mod signing_key;
pub mod staff;
mod tables;
