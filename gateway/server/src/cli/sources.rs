//! Where subgraphs' SDL comes from: `--subgraph NAME=URL[=SDL_FILE]`, `supergraph.yaml`, running services.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use anyhow::Context;
use futures::StreamExt as _;
use futures::stream;
use gateway_composition::{Place, PlaceKind, SubgraphSource};
use gateway_supergraph::Supergraph;
use http::{HeaderMap, Uri};

use super::origins::Origins;
use super::output;
use crate::config::supergraph_file::{self, SchemaSource, SubgraphEntry, SupergraphFile};
use crate::config::{CompositionConfig, IdentityConfig, ProcessEnvironment};
use crate::error::chain;
use crate::identity::IdentitySigner;
use crate::subgraph::{SdlClient, SdlQuestion};

/// `NAME=URL[=SDL_FILE]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SubgraphArgument {
    pub(super) name: String,
    pub(super) url: Uri,
    pub(super) file: Option<PathBuf>,
}

impl FromStr for SubgraphArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(2, '=');
        let name = parts
            .next()
            .filter(|name| !name.is_empty())
            .ok_or("the name is missing")?;
        let rest = parts
            .next()
            .ok_or("expected NAME=URL or NAME=URL=SDL_FILE")?;
        // The last `=` parts the file off; one in the address itself belongs to a query, which ends before no file.
        let (url, file) = match rest.rsplit_once('=') {
            Some((url, file)) if !url.contains('?') => (url, Some(PathBuf::from(file))),
            Some(_) | None => (rest, None),
        };
        Ok(Self {
            name: name.to_owned(),
            url: crate::config::parse_url(url)?,
            file,
        })
    }
}

/// The subgraphs of a composition.
#[derive(Debug, clap::Args)]
pub(super) struct Sources {
    #[command(flatten)]
    named: Named,
    /// Signs who is asking (Ed25519, PKCS#8, PEM), for running subgraphs that answer only the gateway.
    #[arg(long, value_name = "FILE")]
    identity_key: Option<PathBuf>,
}

/// One of the two ways to name them.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
struct Named {
    /// A supergraph.yaml; its file paths are relative to it, ${env.NAME} and ${env.NAME:-default} are replaced.
    #[arg(long, value_name = "FILE", conflicts_with = "subgraph")]
    config: Option<PathBuf>,
    /// A subgraph; asked for its SDL where no file is named. May be given several times.
    #[arg(long, value_name = "NAME=URL[=SDL_FILE]")]
    subgraph: Vec<SubgraphArgument>,
}

const BYTE_ORDER_MARK: char = '\u{feff}';
/// Subgraphs that are asked at a time.
const AT_ONCE: usize = 16;

/// The subgraphs, and which of their texts are part of a file.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) subgraphs: Vec<SubgraphSource>,
    pub(super) origins: Origins,
}

impl Sources {
    /// Reads all; each that cannot be read is told, not the first alone.
    pub(super) async fn read(&self) -> anyhow::Result<Read> {
        let SupergraphFile {
            federation_version,
            subgraphs: entries,
        } = match &self.named.config {
            Some(file) => supergraph_file::read(file, &ProcessEnvironment)?,
            None => SupergraphFile {
                federation_version: None,
                subgraphs: self.named.entries(),
            },
        };
        let asks = |entry: &SubgraphEntry| matches!(entry.schema, SchemaSource::Url { .. });
        // Without a subgraph to ask there is no client: files need no network, nor its certificates.
        let client = match entries.iter().any(asks) {
            true => Some(self.client()?),
            false => None,
        };
        let mut origins = Origins::default();
        for entry in &entries {
            if let SchemaSource::Sdl(sdl) = &entry.schema {
                origins.add_inline(&entry.name, sdl.clone());
            }
        }
        let reading = entries
            .into_iter()
            .map(|entry| source(entry, client.as_ref()));
        let read: Vec<anyhow::Result<SubgraphSource>> =
            stream::iter(reading).buffered(AT_ONCE).collect().await;
        let subgraphs = all_of(read)?;
        if let Some(version) = federation_version {
            version.check(&subgraphs)?;
        }
        Ok(Read { subgraphs, origins })
    }

    /// Where findings stand that are of no file: the configuration, or else the first subgraph's file.
    pub(super) fn anchor(&self, subgraphs: &[SubgraphSource]) -> Option<Place> {
        if let Some(file) = &self.named.config {
            let file = file.display().to_string();
            let kind = PlaceKind::Configuration;
            return Some(Place::start(kind, file.clone(), Some(file)));
        }
        let first = subgraphs.iter().find(|subgraph| subgraph.file.is_some())?;
        let (name, file) = (first.name.clone(), first.file.clone());
        Some(Place::start(PlaceKind::Subgraph, name, file))
    }

    fn client(&self) -> anyhow::Result<SdlClient> {
        let signer = match &self.identity_key {
            Some(file) => Some(Arc::new(IdentitySigner::new(&IdentityConfig::new(read(
                file,
            )?))?)),
            None => None,
        };
        let limits = CompositionConfig::default();
        Ok(SdlClient::new(
            signer,
            limits.fetch_timeout,
            limits.max_sdl,
        )?)
    }
}

impl Named {
    fn entries(&self) -> Vec<SubgraphEntry> {
        self.subgraph.iter().map(SubgraphArgument::entry).collect()
    }
}

impl SubgraphArgument {
    fn entry(&self) -> SubgraphEntry {
        SubgraphEntry {
            name: self.name.clone(),
            routing_url: Some(self.url.to_string()),
            schema: match &self.file {
                Some(file) => SchemaSource::File(file.clone()),
                None => SchemaSource::Url {
                    url: self.url.clone(),
                    headers: HeaderMap::new(),
                },
            },
        }
    }
}

/// The last error is left to be told by whoever ends the command.
fn all_of(read: Vec<anyhow::Result<SubgraphSource>>) -> anyhow::Result<Vec<SubgraphSource>> {
    let mut subgraphs = Vec::with_capacity(read.len());
    let mut last: Option<anyhow::Error> = None;
    for one in read {
        match one {
            Ok(subgraph) => subgraphs.push(subgraph),
            Err(error) => {
                if let Some(earlier) = last.replace(error) {
                    output::talk(chain(earlier.as_ref()));
                }
            }
        }
    }
    match last {
        Some(error) => Err(error),
        None => Ok(subgraphs),
    }
}

/// Reads or fetches the SDL of one.
async fn source(
    entry: SubgraphEntry,
    client: Option<&SdlClient>,
) -> anyhow::Result<SubgraphSource> {
    let (sdl, file, asked) = match entry.schema {
        SchemaSource::File(file) => {
            let sdl = read(&file).with_context(|| format!("the subgraph {}", entry.name))?;
            (sdl, Some(file.display().to_string()), None)
        }
        SchemaSource::Sdl(sdl) => (sdl.text, None, None),
        SchemaSource::Url { url, headers } => {
            let client = client.expect("there is one where a subgraph is to be asked");
            let question = SdlQuestion {
                subgraph: Arc::from(entry.name.as_str()),
                url: url.clone(),
                headers,
            };
            let sdl = client.ask_patiently(&question).await?;
            (sdl, None, Some(url.to_string()))
        }
    };
    Ok(SubgraphSource {
        name: entry.name,
        url: entry.routing_url.or(asked).unwrap_or_default(),
        sdl,
        file,
    })
}

/// A text file of the command line, without the byte order mark that some editors put before the first column.
pub(super) fn read(path: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(path);
    let text = text.with_context(|| format!("cannot read {}", path.display()))?;
    Ok(match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(text) => text.to_owned(),
        None => text,
    })
}

/// A composed supergraph.
pub(super) fn supergraph(path: &Path) -> anyhow::Result<Supergraph> {
    let supergraph = Supergraph::parse_file(&read(path)?, &path.display().to_string());
    Ok(supergraph?)
}

/// A runtime for commands that may have to fetch.
pub(super) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start")?;
    runtime.block_on(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_parts_are_told_apart() {
        let parse = |text: &str| text.parse::<SubgraphArgument>();
        let full = parse("reviews=http://localhost:1/graphql=schema/reviews.graphql").unwrap();
        assert_eq!(
            (full.name.as_str(), full.url.to_string().as_str()),
            ("reviews", "http://localhost:1/graphql")
        );
        assert_eq!(full.file, Some(PathBuf::from("schema/reviews.graphql")));
        let query = parse("a=http://h/graphql?key=1").unwrap();
        assert_eq!(
            (query.url.to_string().as_str(), query.file),
            ("http://h/graphql?key=1", None)
        );
        for bad in ["a", "=http://h", "a=ftp://h", "a="] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
