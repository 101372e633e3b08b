//! Accounts as others see it: over HTTP, on a real database.
#![allow(clippy::unwrap_used, reason = "a test stops where it goes wrong")]

mod address_book;
mod contract;
mod customers;
mod keys;
mod login;
mod mail;
mod register;
mod rig;
mod seed;
mod sessions;
