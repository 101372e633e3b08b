//! What the services' tests share. Only tests depend on it: nothing here is in a service's binary.
//!
//! * [`TestService`]: a service that runs on a database of the test's own, asked as the gateway would
//! * [`TestDb`]: the database alone, for tests that call the schema or the domain themselves
//! * [`outbox`]: what was published, held against the schemas of events
//! * [`CrashPoint`]: commits that fail on purpose
//! * [`contract`]: what a service promises: its SDL and its codes

mod answer;
pub mod contract;
mod crash;
mod database;
pub mod outbox;
mod poll;
mod service;

pub use answer::{error_code, user_error};
pub use crash::CrashPoint;
pub use database::TestDb;
pub use outbox::{envelope, read};
pub use poll::until;
pub use service::TestService;

use std::path::{Path, PathBuf};

/// A file of the repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}
