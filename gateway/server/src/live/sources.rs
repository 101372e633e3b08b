//! Where the SDL of each subgraph comes from, and what was read there last.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::stream;
use gateway_composition::SubgraphSource;
use http::HeaderMap;
use tokio::io::AsyncReadExt as _;

use crate::config::Config;
use crate::error::chain;
use crate::subgraph::{SdlClient, SdlQuestion};

/// Questions at a time: a hundred subgraphs are asked in a moment without a hundred connections at once.
const AT_ONCE: usize = 16;
/// How much a pause differs from the configured one, so that replicas don't ask in step.
const JITTER: f64 = 0.2;

/// All subgraphs of a composition.
#[derive(Debug)]
pub(super) struct Sources {
    client: SdlClient,
    list: Vec<Source>,
}

#[derive(Debug)]
struct Source {
    name: Arc<str>,
    /// Where the gateway reaches it.
    url: String,
    origin: Origin,
    /// What was read last.
    sdl: Option<String>,
    /// Between two readings; `None`: read once.
    interval: Option<Duration>,
    due: Option<Instant>,
}

#[derive(Debug, Clone)]
enum Origin {
    File(PathBuf),
    Service(SdlQuestion),
}

/// Why a source could not be read.
#[derive(Debug)]
pub(crate) struct Unread {
    pub(crate) name: Arc<str>,
    /// For the log.
    pub(crate) why: String,
    /// For whoever may ask whether the gateway is ready: no addresses, no texts of others.
    pub(crate) brief: String,
}

/// What a round of reading brought.
#[derive(Debug, Default)]
pub(super) struct Round {
    pub(super) changed: bool,
    pub(super) read: Vec<Arc<str>>,
    pub(super) unread: Vec<Unread>,
}

impl Sources {
    /// The configured subgraphs; `Err` names one that has no address.
    pub(super) fn new(config: &Config, client: SdlClient) -> Result<Self, String> {
        let mut list = Vec::with_capacity(config.subgraphs.len());
        for (name, subgraph) in &config.subgraphs {
            let url = subgraph.url.clone().ok_or_else(|| name.clone())?;
            let name: Arc<str> = Arc::from(name.as_str());
            let (origin, interval) = match &subgraph.schema {
                Some(file) => (
                    Origin::File(file.clone()),
                    config.composition.watch_interval,
                ),
                None => (
                    Origin::Service(SdlQuestion {
                        subgraph: name.clone(),
                        url: url.clone(),
                        headers: HeaderMap::new(),
                    }),
                    config.composition.poll_interval,
                ),
            };
            list.push(Source {
                name,
                url: url.to_string(),
                origin,
                sdl: None,
                interval,
                due: None,
            });
        }
        Ok(Self { client, list })
    }

    /// When the next source is to be read; `None`: never.
    pub(super) fn due(&self) -> Option<Instant> {
        self.list.iter().filter_map(|source| source.due).min()
    }

    /// Reads all of them for the first time, with patience for subgraphs that are just starting.
    pub(super) async fn read_first(&mut self) -> Round {
        let all = (0..self.list.len()).collect();
        self.read(all, true).await
    }

    /// Reads those that are due.
    pub(super) async fn read_due(&mut self) -> Round {
        let now = Instant::now();
        let is_due = |index: &usize| self.list[*index].due.is_some_and(|due| due <= now);
        let due = (0..self.list.len()).filter(is_due).collect();
        self.read(due, false).await
    }

    async fn read(&mut self, indices: Vec<usize>, patient: bool) -> Round {
        let client = &self.client;
        let list = &self.list;
        let reading = stream::iter(indices)
            .map(async |index| (index, read(&list[index].origin, client, patient).await))
            .buffered(AT_ONCE);
        let results: Vec<(usize, Result<String, WhyNot>)> = reading.collect().await;
        let mut round = Round::default();
        for (index, result) in results {
            let source = &mut self.list[index];
            source.due = source
                .interval
                .map(|pause| Instant::now() + jittered(pause));
            match result {
                Ok(sdl) => {
                    round.changed |= source.sdl.as_ref() != Some(&sdl);
                    round.read.push(source.name.clone());
                    source.sdl = Some(sdl);
                }
                Err(WhyNot { why, brief }) => round.unread.push(Unread {
                    name: source.name.clone(),
                    why,
                    brief,
                }),
            }
        }
        round
    }

    /// Takes the SDL of an earlier run for a subgraph that has none yet.
    pub(super) fn fill_in(&mut self, name: &str, sdl: &str) {
        let source = self.list.iter_mut().find(|source| *source.name == *name);
        if let Some(source) = source
            && source.sdl.is_none()
        {
            source.sdl = Some(sdl.to_owned());
        }
    }

    /// What to compose; `None` while the SDL of a subgraph is not known at all.
    pub(super) fn inputs(&self) -> Option<Vec<SubgraphSource>> {
        let input = |source: &Source| {
            Some(SubgraphSource {
                name: source.name.to_string(),
                url: source.url.clone(),
                sdl: source.sdl.clone()?,
                file: match &source.origin {
                    Origin::File(file) => Some(file.display().to_string()),
                    Origin::Service(_) => None,
                },
            })
        };
        self.list.iter().map(input).collect()
    }
}

/// In full and in brief, see [`Unread`].
struct WhyNot {
    why: String,
    brief: String,
}

async fn read(origin: &Origin, client: &SdlClient, patient: bool) -> Result<String, WhyNot> {
    match origin {
        Origin::File(path) => read_file(path, client.max_bytes()).await,
        Origin::Service(question) => {
            let answer = if patient {
                client.ask_patiently(question).await
            } else {
                client.ask(question).await
            };
            answer.map_err(|error| WhyNot {
                why: chain(&error),
                brief: error.brief(),
            })
        }
    }
}

/// No more than an answer may have: what is longer is no SDL, and would be held in memory whole.
async fn read_file(path: &Path, most: usize) -> Result<String, WhyNot> {
    let text = async {
        let file = tokio::fs::File::open(path).await?;
        let mut text = String::new();
        let mut bounded = file.take(most as u64 + 1);
        bounded.read_to_string(&mut text).await?;
        Ok::<String, std::io::Error>(text)
    };
    let brief = match text.await {
        Ok(text) if text.len() <= most => return Ok(text),
        Ok(_) => format!("its SDL is longer than {most} bytes"),
        Err(error) => {
            return Err(WhyNot {
                why: format!("cannot read {}: {error}", path.display()),
                brief: "its file cannot be read".to_owned(),
            });
        }
    };
    Err(WhyNot {
        why: format!("{}: {brief}", path.display()),
        brief,
    })
}

/// A pause that is a little longer or shorter.
pub(super) fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(1.0 - JITTER + 2.0 * JITTER * rand::random::<f64>())
}
