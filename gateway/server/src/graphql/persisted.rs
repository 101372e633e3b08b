//! Operations that clients send by an id instead of their text.
//!
//! Two kinds: *listed* ones, from manifests that clients' build tools write, and *automatic* ones, which clients register as
//! they go (`extensions.persistedQuery`, as Apollo's clients do). A gateway may take listed ones only.

use std::sync::Arc;

use ahash::HashMap;
use moka::future::Cache;
use sha2::{Digest, Sha256};

use super::GraphqlRequest;
use super::request::PersistedId;
use crate::config::PersistedOperationsConfig;
use crate::error::{ErrorCode, Rejection};
use crate::metrics::CacheMetrics;
use crate::operations::{self, OperationsError};

type Hash = [u8; 32];

/// What is known by id.
#[derive(Debug)]
pub(crate) struct PersistedOperations {
    /// By the manifest's id, and by the hash of the text.
    listed: HashMap<Box<str>, Arc<str>>,
    /// Nothing but what is listed is run.
    required: bool,
    /// `None`: clients cannot register any.
    automatic: Option<Cache<Hash, Arc<str>, ahash::RandomState>>,
    metrics: CacheMetrics,
}

impl PersistedOperations {
    /// # Errors
    /// When a manifest cannot be read.
    pub(crate) fn new(
        config: &PersistedOperationsConfig,
        metrics: CacheMetrics,
    ) -> Result<Self, OperationsError> {
        let mut listed: HashMap<Box<str>, Arc<str>> = HashMap::default();
        for operation in operations::persisted(&config.manifests)? {
            let text: Arc<str> = operation.text.into();
            listed.insert(hex(&hash(&text)).into(), text.clone());
            if let Some(id) = operation.id {
                listed.insert(id.into(), text);
            }
        }
        let automatic = config.automatic && !config.required;
        let automatic = automatic.then(|| {
            let weigher = |_: &Hash, text: &Arc<str>| {
                u32::try_from(text.len() + size_of::<Hash>()).unwrap_or(u32::MAX)
            };
            Cache::builder()
                .max_capacity(config.max_bytes)
                .weigher(weigher)
                .build_with_hasher(ahash::RandomState::new())
        });
        Ok(Self {
            listed,
            required: config.required,
            automatic,
            metrics,
        })
    }

    /// Puts the text in the place of an id, and refuses what may not be run.
    pub(crate) async fn complete(&self, request: &mut GraphqlRequest) -> Result<(), Rejection> {
        match &request.persisted {
            Some(id) if request.query.is_empty() => {
                let found = self.find(id).await;
                self.metrics.record(found.is_some());
                let text = found.ok_or_else(|| self.not_found())?;
                request.query = text.as_ref().to_owned();
                request.persisted = None;
            }
            Some(PersistedId::Hash(hex)) => {
                if parse(hex) != Some(hash(&request.query)) {
                    let text = "`sha256Hash` is not the SHA-256 of `query`";
                    return Err(Rejection::new(ErrorCode::BadRequest, text));
                }
                self.check_listed(&request.query)?;
            }
            Some(PersistedId::Document(_)) => {
                let text = "either `documentId` or `query` is sent, not both";
                return Err(Rejection::new(ErrorCode::BadRequest, text));
            }
            None => self.check_listed(&request.query)?,
        }
        Ok(())
    }

    /// Remembers what a client registers; called once it has turned out to be valid, so that nonsense takes no room.
    pub(crate) async fn register(&self, request: &GraphqlRequest) {
        if let (Some(automatic), Some(PersistedId::Hash(hex))) =
            (&self.automatic, &request.persisted)
            && let Some(hash) = parse(hex.as_str())
        {
            let text = Arc::from(request.query.as_str());
            automatic.insert(hash, text).await;
        }
    }

    async fn find(&self, id: &PersistedId) -> Option<Arc<str>> {
        let (PersistedId::Hash(text) | PersistedId::Document(text)) = id;
        let hex = text.strip_prefix("sha256:").unwrap_or(text);
        let listed = self.listed.get(text.as_str());
        let listed = listed.or_else(|| self.listed.get(hex.to_ascii_lowercase().as_str()));
        if listed.is_some() {
            return listed.cloned();
        }
        self.automatic.as_ref()?.get(&parse(hex)?).await
    }

    fn check_listed(&self, text: &str) -> Result<(), Rejection> {
        if !self.required || self.listed.contains_key(hex(&hash(text)).as_str()) {
            return Ok(());
        }
        let message = "only operations that are listed are run here";
        Err(Rejection::new(ErrorCode::QueryNotInSafelist, message))
    }

    /// Clients go by these very messages.
    fn not_found(&self) -> Rejection {
        if self.automatic.is_some() || !self.listed.is_empty() {
            Rejection::new(ErrorCode::PersistedQueryNotFound, "PersistedQueryNotFound")
        } else {
            let message = "PersistedQueryNotSupported";
            Rejection::new(ErrorCode::PersistedQueryNotSupported, message)
        }
    }
}

fn hash(text: &str) -> Hash {
    Sha256::digest(text.as_bytes()).into()
}

fn hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse(hex: &str) -> Option<Hash> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, digits) in hash.iter_mut().zip(hex.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits).ok()?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(hash)
}
