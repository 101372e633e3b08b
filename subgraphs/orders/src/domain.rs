//! The rules of orders.

pub mod access;
pub mod cancel;
pub mod confirm;
pub mod create;
pub mod erasure;
pub mod number;
pub mod payment;
pub mod status;
