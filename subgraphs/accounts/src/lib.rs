//! Customers, credentials, sessions and addresses.
pub mod db;
pub mod domain;
