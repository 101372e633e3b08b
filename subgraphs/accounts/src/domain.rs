//! The rules: who may log in how, and what a customer's data must be.

pub mod access_token;
pub mod address;
pub mod address_book;
pub mod code;
pub mod display_name;
pub mod email;
pub mod fault;
pub mod hashing;
pub mod key_ring;
pub mod key_rotation;
pub mod login;
pub mod logout;
pub mod password;
pub mod profile;
pub mod refresh;
pub mod refresh_token;
pub mod register;
pub mod rotation;
pub mod service;
pub mod session;
pub mod signing_key;
pub mod sweep;
pub mod throttle;
