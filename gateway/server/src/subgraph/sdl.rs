//! Asking a running subgraph for its SDL.

use std::time::Duration;

use http::Uri;
use serde::Deserialize;

use crate::error::chain;

const QUERY: &str = r#"{"query":"query SubgraphSdl { _service { sdl } }"}"#;
const ATTEMPTS: u32 = 5;
const TIMEOUT: Duration = Duration::from_secs(5);
/// A subgraph with a thousand types has some hundred kilobytes.
const MAX_SDL: usize = 8 * 1024 * 1024;

/// Why a subgraph's SDL is not known.
#[derive(Debug, thiserror::Error)]
pub enum SdlError {
    #[error("cannot ask the subgraph at {url} for its SDL")]
    Unreachable {
        url: Uri,
        #[source]
        source: reqwest::Error,
    },
    #[error("the subgraph at {url} answered HTTP {status} and no SDL")]
    NoSdl { url: Uri, status: u16 },
    #[error("the SDL of the subgraph at {url} is longer than {MAX_SDL} bytes")]
    TooLarge { url: Uri },
}

#[derive(Deserialize)]
struct Answer {
    data: Option<Data>,
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

/// Asks `_service { sdl }`; tries again for some seconds, since subgraphs often start beside the gateway.
///
/// # Errors
/// The last attempt's.
pub async fn fetch_sdl(url: &Uri) -> Result<String, SdlError> {
    let unreachable = |source| SdlError::Unreachable {
        url: url.clone(),
        source,
    };
    let client = reqwest::Client::builder()
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(unreachable)?;
    let mut attempt = 1;
    loop {
        match ask(&client, url).await {
            Ok(sdl) => return Ok(sdl),
            Err(error) if attempt == ATTEMPTS => return Err(error),
            Err(error) => {
                tracing::info!(subgraph.url = %url, attempt, error.chain = chain(&error), "no SDL yet");
                tokio::time::sleep(Duration::from_millis(200) * 2u32.pow(attempt)).await;
                attempt += 1;
            }
        }
    }
}

async fn ask(client: &reqwest::Client, url: &Uri) -> Result<String, SdlError> {
    let unreachable = |source| SdlError::Unreachable {
        url: url.clone(),
        source,
    };
    let request = client
        .post(url.to_string())
        .header("content-type", "application/json")
        .body(QUERY);
    let mut response = request.send().await.map_err(unreachable)?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(unreachable)? {
        if body.len() + piece.len() > MAX_SDL {
            return Err(SdlError::TooLarge { url: url.clone() });
        }
        body.extend_from_slice(&piece);
    }
    let answer: Option<Answer> = serde_json::from_slice(&body).ok();
    let sdl = answer.and_then(|answer| answer.data?.service?.sdl);
    sdl.ok_or_else(|| SdlError::NoSdl {
        url: url.clone(),
        status,
    })
}
