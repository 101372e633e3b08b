//! Counts the statements a connection runs.

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, Once};

static COUNTS: LazyLock<Mutex<HashMap<String, usize>>> = LazyLock::new(Mutex::default);
static INSTALL: Once = Once::new();

/// Counts for the database its connection goes to.
#[derive(Default)]
struct Counter {
    database: String,
}

impl Instrumentation for Counter {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                self.database = url.rsplit('/').next().unwrap().to_owned();
            }
            // Setting up a connection is no cost of a request.
            InstrumentationEvent::StartQuery { query, .. }
                if !query.to_string().starts_with("SET ") =>
            {
                *COUNTS
                    .lock()
                    .unwrap()
                    .entry(self.database.clone())
                    .or_default() += 1;
            }
            // Diesel's list, which grows.
            _ => {}
        }
    }
}

/// From now on, new connections count. Call before the first one.
pub(crate) fn install() {
    INSTALL.call_once(|| set_default_instrumentation(|| Some(Box::<Counter>::default())).unwrap());
}

/// Statements on this database so far.
pub(crate) fn count(database: &str) -> usize {
    COUNTS.lock().unwrap().get(database).copied().unwrap_or(0)
}
