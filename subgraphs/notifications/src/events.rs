//! What this service hears and tells.

pub mod heard;
