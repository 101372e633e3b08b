//! What clients use, recorded for `check --usage`: counted in memory, added to a file from time to time.
//!
//! In memory is only what came since the file was written; both are bounded, and what is beyond the bounds is summed up,
//! so that nothing that was used ever looks unused.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gateway_composition::usage::{Client, OperationUsage, Usage, UsageError, UsageLimits};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::auth::unix_now;
use crate::config::UsageConfig;
use crate::error::chain;
use crate::whole_file;

/// Characters of a client's name or version that are kept.
const MAX_NAME: usize = 100;
const DAY_SECONDS: u64 = 24 * 3600;

/// Counts what is used.
#[derive(Debug)]
pub(crate) struct UsageRecorder {
    config: UsageConfig,
    recorded: Mutex<Recorded>,
    /// One writer at a time: the periodic one, or the last one at shutdown.
    writing: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Recorded {
    usage: Usage,
    /// Operations of one schema name the same coordinates.
    names: HashSet<Arc<str>>,
}

/// Why usage is not on disk.
#[derive(Debug, thiserror::Error)]
enum WriteError {
    #[error("the usage file cannot be read")]
    Read(#[source] io::Error),
    #[error("the usage file is not ours and is left alone")]
    NotOurs(#[source] UsageError),
    #[error("the usage file cannot be written")]
    Write(#[source] io::Error),
    #[error("the work on the usage file failed")]
    Panicked(#[source] tokio::task::JoinError),
}

impl UsageRecorder {
    pub(crate) fn new(config: UsageConfig) -> Self {
        Self {
            config,
            recorded: Mutex::default(),
            writing: tokio::sync::Mutex::default(),
        }
    }

    /// Who the client says it is.
    pub(crate) fn client(&self, headers: &HeaderMap) -> Client {
        let text = |name: &HeaderName| {
            // Names are often those of people's teams, in UTF-8; what is none shows as such.
            let value = headers.get(name).map_or(&[][..], HeaderValue::as_bytes);
            let text = String::from_utf8_lossy(value);
            let end = text
                .char_indices()
                .nth(MAX_NAME)
                .map_or(text.len(), |at| at.0);
            Arc::from(&text[..end])
        };
        Client {
            name: text(&self.config.client_name_header),
            version: text(&self.config.client_version_header),
        }
    }

    /// Counts an operation. `describe` is called for one that is not known since the file was written.
    pub(crate) fn record(
        &self,
        hash: &str,
        client: &Client,
        describe: impl FnOnce() -> OperationUsage,
    ) {
        let day = today();
        let clients = self.config.max_clients;
        if let Some(known) = self.lock().usage.operations.get_mut(hash) {
            known.seen(client, day, clients);
            return;
        }
        // Outside the lock: a large operation takes some time.
        let mut described = describe();
        let mut recorded = self.lock();
        recorded.share_names(&mut described);
        let is_full = recorded.usage.operations.len() >= self.config.max_operations;
        let operations = &mut recorded.usage.operations;
        if is_full && !operations.contains_key(hash) {
            recorded.usage.sum_up(described);
            let rest = recorded.usage.operations.get_mut("");
            let rest = rest.expect("it was just added to");
            rest.seen(client, day, clients);
            return;
        }
        let operation = operations.entry(hash.to_owned()).or_insert(described);
        operation.seen(client, day, clients);
    }

    /// Writes to the file at every interval, until it is dropped.
    pub(crate) async fn keep_written(&self) {
        let mut beat = tokio::time::interval(self.config.flush_interval);
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        // The first tick comes at once, when there is nothing yet.
        beat.tick().await;
        loop {
            beat.tick().await;
            self.flush().await;
        }
    }

    /// Adds what was recorded to the file; what cannot be written is kept for the next time.
    pub(crate) async fn flush(&self) {
        let _alone = self.writing.lock().await;
        let recorded = std::mem::take(&mut *self.lock()).usage;
        if recorded.operations.is_empty() {
            return;
        }
        let (config, work) = (self.config.clone(), recorded.clone());
        let written = tokio::task::spawn_blocking(move || write(&config, work)).await;
        let written = written.map_err(WriteError::Panicked).flatten();
        if let Err(error) = written {
            tracing::error!(error.chain = chain(&error), "usage is not on disk");
            let limits = self.config.limits();
            let mut now = self.lock();
            now.usage.merge(recorded);
            now.usage.bound(limits);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Recorded> {
        // Counts that a panic may have left behind are whole counts.
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recorded {
    fn share_names(&mut self, operation: &mut OperationUsage) {
        let coordinates = std::mem::take(&mut operation.coordinates);
        operation.coordinates = coordinates
            .into_iter()
            .map(|name| match self.names.get(&name) {
                Some(known) => known.clone(),
                None => {
                    self.names.insert(name.clone());
                    name
                }
            })
            .collect();
    }
}

impl UsageConfig {
    fn limits(&self) -> UsageLimits {
        UsageLimits {
            operations: self.max_operations,
            clients: self.max_clients,
        }
    }
}

fn write(config: &UsageConfig, recorded: Usage) -> Result<(), WriteError> {
    let mut usage = match fs::read_to_string(&config.file) {
        Ok(text) => Usage::parse(&text).map_err(WriteError::NotOurs)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Usage::default(),
        Err(error) => return Err(WriteError::Read(error)),
    };
    usage.merge(recorded);
    usage.forget_before(today().saturating_sub(config.keep_days));
    usage.bound(config.limits());
    whole_file::replace(&config.file, usage.to_json().as_bytes()).map_err(WriteError::Write)
}

fn today() -> u32 {
    u32::try_from(unix_now() / DAY_SECONDS).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorder(file: &std::path::Path) -> UsageRecorder {
        let mut config = UsageConfig::new(file);
        config.max_operations = 3;
        config.max_clients = 2;
        UsageRecorder::new(config)
    }

    fn describe(coordinate: &str) -> OperationUsage {
        let mut operation = OperationUsage::new(Some("Q".to_owned()), "query");
        operation.coordinates.insert(Arc::from(coordinate));
        operation
    }

    #[tokio::test]
    async fn files_grow_by_what_was_recorded_and_stay_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("usage.json");
        for _ in 0..2 {
            let recorder = recorder(&file);
            for number in 0..10 {
                for client in ["a", "b", "c", "d"] {
                    let mut headers = HeaderMap::new();
                    headers.insert("apollographql-client-name", client.parse().unwrap());
                    let client = recorder.client(&headers);
                    recorder.record(&number.to_string(), &client, || {
                        describe(&format!("Query.f{number}"))
                    });
                }
            }
            recorder.flush().await;
            assert!(recorder.lock().usage.operations.is_empty());
        }
        let usage = Usage::parse(&fs::read_to_string(&file).unwrap()).unwrap();
        let operations: Vec<&OperationUsage> = usage.operations.values().collect();
        let coordinates: HashSet<&Arc<str>> =
            operations.iter().flat_map(|o| &o.coordinates).collect();
        let count: u64 = operations
            .iter()
            .flat_map(|o| o.clients.values())
            .map(|a| a.count)
            .sum();
        assert!(operations.len() <= 4, "{}", operations.len());
        assert!(operations.iter().all(|o| o.clients.len() <= 3));
        assert_eq!((coordinates.len(), count), (10, 80), "nothing is lost");
    }

    #[tokio::test]
    async fn a_file_that_is_not_ours_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("usage.json");
        fs::write(&file, "precious").unwrap();
        let recorder = recorder(&file);
        recorder.record("1", &Client::default(), || describe("Query.a"));
        recorder.flush().await;
        assert_eq!(fs::read_to_string(&file).unwrap(), "precious");
        assert_eq!(
            recorder.lock().usage.operations.len(),
            1,
            "it is kept for the next time"
        );
        fs::remove_file(&file).unwrap();
        recorder.flush().await;
        assert!(Usage::parse(&fs::read_to_string(&file).unwrap()).is_ok());
    }
}
