//! Asking a running subgraph for its SDL.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Uri};
use serde::Deserialize;

use crate::auth::Caller;
use crate::error::chain;
use crate::identity::{self, IdentityError, IdentitySigner};
use crate::shown_url::shown_url;

const QUERY: &str = r#"{"query":"query SubgraphSdl { _service { sdl } }"}"#;
/// Of a subgraph that starts beside the gateway: together they wait some six seconds.
const ATTEMPTS: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(400);

/// Why a subgraph's SDL is not known.
#[derive(Debug, thiserror::Error)]
pub enum SdlError {
    #[error("cannot build the client that asks subgraphs for their SDL")]
    Client(#[source] reqwest::Error),
    #[error("no identity for the subgraph {subgraph}")]
    Identity {
        subgraph: String,
        #[source]
        source: IdentityError,
    },
    #[error("cannot ask the subgraph {subgraph} at {url} for its SDL")]
    Unreachable {
        subgraph: String,
        url: String,
        #[source]
        source: reqwest::Error,
    },
    #[error("the subgraph {subgraph} at {url} answered HTTP {status} and no SDL{}", because(.message))]
    NoSdl {
        subgraph: String,
        url: String,
        status: u16,
        /// The first GraphQL error it gave instead.
        message: Option<String>,
    },
    #[error("the SDL of the subgraph {subgraph} at {url} is longer than {limit} bytes")]
    TooLarge {
        subgraph: String,
        url: String,
        limit: usize,
    },
}

impl SdlError {
    /// For those who may not see addresses or what the subgraph said.
    pub(crate) fn brief(&self) -> String {
        match self {
            Self::Client(_) | Self::Identity { .. } => "the gateway cannot ask".to_owned(),
            Self::Unreachable { .. } => "not reached".to_owned(),
            Self::NoSdl { status, .. } => format!("HTTP {status} and no SDL"),
            Self::TooLarge { limit, .. } => format!("its SDL is longer than {limit} bytes"),
        }
    }
}

/// A subgraph's text goes to whoever runs the gateway, at most so much of it.
const MAX_MESSAGE: usize = 200;

fn because(message: &Option<String>) -> String {
    match message {
        Some(message) => format!(": {message:?}"),
        None => String::new(),
    }
}

#[derive(Deserialize)]
struct Answer {
    data: Option<Data>,
    #[serde(default)]
    errors: Vec<Fault>,
}

#[derive(Deserialize)]
struct Data {
    #[serde(rename = "_service")]
    service: Option<Service>,
}

#[derive(Deserialize)]
struct Service {
    sdl: Option<String>,
}

#[derive(Deserialize)]
struct Fault {
    #[serde(default)]
    message: String,
}

/// Asks subgraphs for `_service { sdl }`, as the gateway itself, bounded in time and size.
#[derive(Debug)]
pub(crate) struct SdlClient {
    http: reqwest::Client,
    signer: Option<Arc<IdentitySigner>>,
    /// The gateway asks for itself; its identities are kept here.
    nobody: Caller,
    max_bytes: usize,
}

/// Whom to ask, and what to send along.
#[derive(Debug, Clone)]
pub(crate) struct SdlQuestion {
    pub(crate) subgraph: Arc<str>,
    pub(crate) url: Uri,
    pub(crate) headers: HeaderMap,
}

impl SdlQuestion {
    fn shown_url(&self) -> String {
        shown_url(&self.url.to_string())
    }
}

impl SdlClient {
    /// `timeout`: of one question, the whole answer read.
    pub(crate) fn new(
        signer: Option<Arc<IdentitySigner>>,
        timeout: Duration,
        max_bytes: usize,
    ) -> Result<Self, SdlError> {
        let http = reqwest::Client::builder()
            .timeout(timeout)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(SdlError::Client)?;
        Ok(Self {
            http,
            signer,
            nobody: Caller::anonymous(),
            max_bytes,
        })
    }

    /// Of one SDL.
    pub(crate) fn max_bytes(&self) -> usize {
        self.max_bytes
    }

    /// Asks; tries again for some seconds, since subgraphs often start beside the gateway.
    ///
    /// # Errors
    /// The last attempt's.
    pub(crate) async fn ask_patiently(&self, question: &SdlQuestion) -> Result<String, SdlError> {
        let mut pause = FIRST_PAUSE;
        for attempt in 1..ATTEMPTS {
            match self.ask(question).await {
                Ok(sdl) => return Ok(sdl),
                Err(error) => {
                    tracing::info!(
                        subgraph.name = &*question.subgraph,
                        attempt,
                        error.chain = chain(&error),
                        "no SDL yet"
                    );
                }
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        self.ask(question).await
    }

    /// Asks once.
    pub(crate) async fn ask(&self, question: &SdlQuestion) -> Result<String, SdlError> {
        let subgraph = || question.subgraph.to_string();
        let unreachable = |source| SdlError::Unreachable {
            subgraph: subgraph(),
            url: question.shown_url(),
            // Its own text has the whole address, which may hold secrets.
            source: reqwest::Error::without_url(source),
        };
        let mut request = self
            .http
            .post(question.url.to_string())
            .headers(question.headers.clone())
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(QUERY);
        if let Some(signer) = &self.signer {
            let signed = signer.header(&self.nobody, &question.subgraph);
            let header = signed.map_err(|source| SdlError::Identity {
                subgraph: subgraph(),
                source,
            })?;
            request = request.header(identity::HEADER, header);
        }
        let response = request.send().await.map_err(unreachable)?;
        let status = response.status().as_u16();
        let body = self.read(response, question).await?;
        let answer: Option<Answer> = serde_json::from_slice(&body).ok();
        let (data, errors) = answer.map_or((None, Vec::new()), |a| (a.data, a.errors));
        let sdl = data
            .and_then(|data| data.service?.sdl)
            .filter(|sdl| !sdl.trim().is_empty());
        if sdl.as_ref().is_some_and(|sdl| sdl.len() > self.max_bytes) {
            return Err(self.too_large(question));
        }
        sdl.ok_or_else(|| SdlError::NoSdl {
            subgraph: subgraph(),
            url: question.shown_url(),
            status,
            message: errors
                .into_iter()
                .next()
                .map(|fault| fault.message.chars().take(MAX_MESSAGE).collect()),
        })
    }

    async fn read(
        &self,
        mut response: reqwest::Response,
        question: &SdlQuestion,
    ) -> Result<Vec<u8>, SdlError> {
        let mut body = Vec::new();
        loop {
            let piece = response
                .chunk()
                .await
                .map_err(|source| SdlError::Unreachable {
                    subgraph: question.subgraph.to_string(),
                    url: question.shown_url(),
                    source: source.without_url(),
                })?;
            let Some(piece) = piece else {
                return Ok(body);
            };
            // The answer is JSON, whose escapes make the SDL longer.
            if body.len() + piece.len() > self.max_bytes.saturating_mul(2) {
                return Err(self.too_large(question));
            }
            body.extend_from_slice(&piece);
        }
    }

    fn too_large(&self, question: &SdlQuestion) -> SdlError {
        SdlError::TooLarge {
            subgraph: question.subgraph.to_string(),
            url: question.shown_url(),
            limit: self.max_bytes,
        }
    }
}
