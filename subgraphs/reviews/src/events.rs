//! What reviews tells the others, and what it hears.

mod heard;
mod told;

pub use heard::handlers;
pub use told::{RatingChanged, ReviewPublished};
