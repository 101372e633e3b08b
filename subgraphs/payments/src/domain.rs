//! The rules of payments.

pub mod access;
pub mod authorize;
pub mod provider_calls;
pub mod state;
pub mod void;
