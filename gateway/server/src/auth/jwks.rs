//! The public keys of the token issuer, fetched, kept and refreshed.
//!
//! An unknown key id makes the keys be read again, so that a rotation refuses nobody; a budget of fetches a minute
//! keeps ten thousand unknown ids from becoming ten thousand requests. Keys once read stay when a later fetch fails.

use std::collections::VecDeque;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use ahash::HashMap;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse};
use tokio::sync::Mutex;

use super::AuthError;
use crate::config::{AuthConfig, JwksSource};
use crate::error::chain;
use crate::shown_url::shown_url;

/// A key set has a handful of keys.
const MAX_DOCUMENT: usize = 256 * 1024;
const MINUTE: Duration = Duration::from_secs(60);

/// Why keys cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum JwksError {
    #[error("cannot build the client that fetches token keys")]
    Client(#[source] reqwest::Error),
    #[error("cannot fetch the token keys from {url}")]
    Fetch {
        url: String,
        #[source]
        source: reqwest::Error,
    },
    #[error("cannot read the file with the token keys")]
    File(#[source] std::io::Error),
    #[error("the document with the token keys is longer than {MAX_DOCUMENT} bytes")]
    TooLarge,
    #[error("the document with the token keys is not a key set")]
    NotAKeySet(#[source] serde_json::Error),
    #[error("the key set has no Ed25519 key")]
    NoUsableKey,
}

/// Where key documents come from.
#[derive(Debug)]
struct KeySource {
    source: JwksSource,
    client: reqwest::Client,
}

/// The keys in force.
#[derive(Debug)]
pub(crate) struct Keys {
    source: KeySource,
    current: RwLock<Arc<KeySet>>,
    fetches: Mutex<FetchBudget>,
    refresh_interval: Duration,
}

#[derive(Debug, Default)]
struct KeySet {
    /// 0: never read.
    generation: u64,
    by_id: HashMap<String, DecodingKey>,
    /// The key of a token that names none, where there is exactly one.
    only: Option<DecodingKey>,
}

/// A key and the set it is of.
#[derive(Debug, Clone)]
pub(super) struct FoundKey {
    pub(super) key: DecodingKey,
    pub(super) generation: u64,
}

/// When the last fetches began.
#[derive(Debug)]
struct FetchBudget {
    begun: VecDeque<Instant>,
    per_minute: usize,
}

impl FetchBudget {
    fn take(&mut self, now: Instant) -> bool {
        while self
            .begun
            .front()
            .is_some_and(|begun| now.duration_since(*begun) >= MINUTE)
        {
            self.begun.pop_front();
        }
        if self.begun.len() >= self.per_minute {
            return false;
        }
        self.begun.push_back(now);
        true
    }
}

impl Keys {
    pub(super) fn new(config: &AuthConfig) -> Result<Self, JwksError> {
        let client = reqwest::Client::builder()
            .timeout(config.fetch_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(JwksError::Client)?;
        Ok(Self {
            source: KeySource {
                source: config.jwks.clone(),
                client,
            },
            current: RwLock::default(),
            fetches: Mutex::new(FetchBudget {
                begun: VecDeque::new(),
                per_minute: config.max_fetches_per_minute,
            }),
            refresh_interval: config.refresh_interval,
        })
    }

    pub(super) fn generation(&self) -> u64 {
        self.set().generation
    }

    /// The key of that id; the keys are read again when nobody has heard of it.
    pub(super) async fn find(&self, id: Option<&str>, now: Instant) -> Result<FoundKey, AuthError> {
        let seen = self.set();
        if let Some(key) = seen.find(id) {
            return Ok(key);
        }
        self.refresh_unless_newer(seen.generation, now).await;
        let set = self.set();
        match set.find(id) {
            Some(key) => Ok(key),
            None if set.generation == 0 => Err(AuthError::Unavailable),
            None => Err(AuthError::Invalid),
        }
    }

    /// Reads the keys at once and then again and again, until it is dropped. Failures are retried by the budget's rules.
    pub(crate) async fn keep_fresh(&self) {
        loop {
            let seen = self.generation();
            self.refresh_unless_newer(seen, Instant::now()).await;
            let pause = match self.generation() {
                0 => Duration::from_secs(20).min(self.refresh_interval),
                _ => self.refresh_interval,
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// One fetch at a time; whoever waited for another's fetch takes its result.
    async fn refresh_unless_newer(&self, seen: u64, now: Instant) {
        let mut budget = self.fetches.lock().await;
        if self.generation() != seen || !budget.take(now) {
            return;
        }
        match self.source.read().await {
            Ok(mut set) => {
                set.generation = seen + 1;
                *self.current.write().expect("no writer panics") = Arc::new(set);
            }
            Err(error) => tracing::warn!(
                error.chain = chain(&error),
                keys.generation = seen,
                "the token keys were not refreshed; those known stay in force"
            ),
        }
    }

    fn set(&self) -> Arc<KeySet> {
        self.current.read().expect("no writer panics").clone()
    }
}

impl KeySource {
    async fn read(&self) -> Result<KeySet, JwksError> {
        let document = match &self.source {
            JwksSource::File(path) => tokio::fs::read(path).await.map_err(JwksError::File)?,
            JwksSource::Url(url) => self.fetch(&url.to_string()).await?,
        };
        KeySet::parse(&document)
    }

    async fn fetch(&self, url: &str) -> Result<Vec<u8>, JwksError> {
        // The error's own text has the whole address, which may hold secrets.
        let failed = |source: reqwest::Error| JwksError::Fetch {
            url: shown_url(url),
            source: source.without_url(),
        };
        let sent = self.client.get(url).send().await;
        let mut response = sent
            .and_then(reqwest::Response::error_for_status)
            .map_err(failed)?;
        let mut document = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if document.len() + chunk.len() > MAX_DOCUMENT {
                return Err(JwksError::TooLarge);
            }
            document.extend_from_slice(&chunk);
        }
        Ok(document)
    }
}

impl KeySet {
    fn parse(document: &[u8]) -> Result<Self, JwksError> {
        if document.len() > MAX_DOCUMENT {
            return Err(JwksError::TooLarge);
        }
        /// Keys are read one by one, so that a kind we do not know spoils only itself.
        #[derive(serde::Deserialize)]
        struct Document {
            keys: Vec<serde_json::Value>,
        }
        let document: Document = serde_json::from_slice(document).map_err(JwksError::NotAKeySet)?;
        let keys = document
            .keys
            .into_iter()
            .filter_map(|key| serde_json::from_value(key).ok())
            .collect();
        Self::of(&JwkSet { keys })
    }

    fn of(document: &JwkSet) -> Result<Self, JwksError> {
        let mut set = Self::default();
        let mut usable = 0;
        for jwk in document.keys.iter().filter(|jwk| verifies_ed25519(jwk)) {
            let Ok(key) = DecodingKey::from_jwk(jwk) else {
                continue;
            };
            usable += 1;
            if let Some(id) = &jwk.common.key_id {
                set.by_id.insert(id.clone(), key.clone());
            }
            set.only = Some(key);
        }
        match usable {
            0 => return Err(JwksError::NoUsableKey),
            1 => {}
            _ => set.only = None,
        }
        Ok(set)
    }

    fn find(&self, id: Option<&str>) -> Option<FoundKey> {
        let key = match id {
            Some(id) => self.by_id.get(id)?,
            None => self.only.as_ref()?,
        };
        Some(FoundKey {
            key: key.clone(),
            generation: self.generation,
        })
    }
}

fn verifies_ed25519(jwk: &Jwk) -> bool {
    let for_signatures = matches!(
        jwk.common.public_key_use,
        None | Some(PublicKeyUse::Signature)
    );
    let AlgorithmParameters::OctetKeyPair(pair) = &jwk.algorithm else {
        return false;
    };
    for_signatures && pair.curve == EllipticCurve::Ed25519
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_per_sliding_minute() {
        let mut budget = FetchBudget {
            begun: VecDeque::new(),
            per_minute: 3,
        };
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let taken: Vec<bool> = [0, 1, 2, 3, 59, 60, 60, 61]
            .map(|s| budget.take(at(s)))
            .into();
        assert_eq!(taken, [true, true, true, false, false, true, false, true]);
    }

    #[test]
    fn only_ed25519_signature_keys_are_taken() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let document = format!(
            r#"{{"keys": [
                {{"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "{x}", "use": "sig"}},
                {{"kty": "OKP", "crv": "Ed25519", "kid": "e", "x": "{x}", "use": "enc"}},
                {{"kty": "oct", "kid": "h", "k": "c2VjcmV0"}},
                {{"kty": "unheard-of", "kid": "u"}}
            ]}}"#
        );
        let set = KeySet::parse(document.as_bytes()).unwrap();
        let known: Vec<bool> = ["a", "e", "h", "u"]
            .map(|id| set.find(Some(id)).is_some())
            .into();
        assert_eq!(known, [true, false, false, false]);
        assert!(set.find(None).is_some());
        assert!(matches!(
            KeySet::parse(b"{\"keys\": []}"),
            Err(JwksError::NoUsableKey)
        ));
    }
}
