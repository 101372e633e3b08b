//! What notifications hears, and what it tells.

mod handlers;
pub mod heard;
mod told;

pub use handlers::handlers;
pub use told::{Channel, NotificationSent};
