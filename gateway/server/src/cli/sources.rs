//! Where subgraphs' SDL comes from: `--subgraph NAME=URL[=SDL_FILE]`, `supergraph.yaml`, running services.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context;
use gateway_composition::SubgraphSource;
use http::Uri;

use crate::config::supergraph_file::{self, SchemaSource};
use crate::subgraph::fetch_sdl;

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
#[group(required = true, multiple = true)]
pub(super) struct Sources {
    /// A supergraph.yaml.
    #[arg(long, value_name = "FILE", conflicts_with = "subgraph")]
    config: Option<PathBuf>,
    /// A subgraph; asked for its SDL where no file is named. May be given several times.
    #[arg(long, value_name = "NAME=URL=SDL_FILE")]
    subgraph: Vec<SubgraphArgument>,
}

impl Sources {
    pub(super) async fn read(&self) -> anyhow::Result<Vec<SubgraphSource>> {
        match &self.config {
            Some(file) => of_file(file).await,
            None => of_arguments(&self.subgraph).await,
        }
    }
}

/// Reads or fetches the SDL of each.
async fn of_arguments(arguments: &[SubgraphArgument]) -> anyhow::Result<Vec<SubgraphSource>> {
    let mut sources = Vec::with_capacity(arguments.len());
    for argument in arguments {
        let sdl = match &argument.file {
            Some(file) => read(file)?,
            None => fetch_sdl(&argument.url).await?,
        };
        sources.push(SubgraphSource {
            name: argument.name.clone(),
            url: argument.url.to_string(),
            sdl,
            file: argument
                .file
                .as_ref()
                .map(|file| file.display().to_string()),
        });
    }
    Ok(sources)
}

/// Reads a `supergraph.yaml` and all it names.
async fn of_file(path: &Path) -> anyhow::Result<Vec<SubgraphSource>> {
    let mut sources = Vec::new();
    for entry in supergraph_file::read(path)? {
        let (sdl, file) = match &entry.schema {
            SchemaSource::File(file) => (read(file)?, Some(file.display().to_string())),
            SchemaSource::Url(url) => (fetch_sdl(url).await?, None),
            SchemaSource::Sdl(sdl) => (sdl.clone(), None),
        };
        let url = match (&entry.routing_url, &entry.schema) {
            (Some(url), _) => url.to_string(),
            (None, SchemaSource::Url(url)) => url.to_string(),
            (None, SchemaSource::File(_) | SchemaSource::Sdl(_)) => String::new(),
        };
        sources.push(SubgraphSource {
            name: entry.name,
            url,
            sdl,
            file,
        });
    }
    Ok(sources)
}

/// A text file of the command line.
pub(super) fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
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
