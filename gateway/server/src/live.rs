//! The supergraph over time: composed at start, composed again when a subgraph's SDL or a file changes, swapped whole.
//!
//! ```text
//! read sources -> compose -> read back -> plan what clients send -> swap -> keep on disk
//! ```
//! None of it is on the path of a request. Whatever fails leaves the supergraph in force that is in force, and shows in
//! `/ready`, the metrics and the log.

mod candidate;
mod keep;
mod sources;
mod start;
mod state;
mod status;

pub(crate) use keep::Live;
pub use start::OpenError;
pub(crate) use start::open;
pub use state::StateError;
pub(crate) use status::{Standing, Status};

use std::time::SystemTime;

/// `12 s`, `3 min`, `2 h`, for texts.
fn ago(since: SystemTime) -> String {
    // A clock that was set back makes it 0, which is good enough for a text.
    let seconds = since.elapsed().unwrap_or_default().as_secs();
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200.. => format!("{} h", seconds / 3_600),
    }
}
