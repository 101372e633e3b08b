//! Accounts as others see it: over HTTP, on a real database.

mod address_book;
mod contract;
mod customers;
mod keys;
mod login;
mod register;
mod rig;
mod seed;
mod sessions;
