//! The rules: who may log in how, and what a customer's data must be.

pub mod access_token;
pub mod address;
pub mod display_name;
pub mod email;
pub mod hashing;
pub mod key_ring;
pub mod password;
pub mod refresh_token;
pub mod rotation;
pub mod session;
pub mod signing_key;
pub mod throttle;
