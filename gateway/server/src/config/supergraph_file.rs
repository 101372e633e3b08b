//! `supergraph.yaml`, the file that names the subgraphs of a composition, in the form that the field's tools share.

mod federation_version;
mod inline;

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use super::fault::FaultPlace;
use super::section::{Faults, Section, parse_url, text};
use super::{ConfigError, Environment, Overlay};

pub use federation_version::FederationVersion;
pub use inline::InlineSdl;

/// One subgraph of the file, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct SubgraphEntry {
    pub name: String,
    /// Where the gateway reaches it, as it is to stand in the supergraph.
    pub routing_url: Option<String>,
    pub schema: SchemaSource,
}

/// Where the SDL comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum SchemaSource {
    File(PathBuf),
    /// Asked for `_service { sdl }`, with these headers.
    Url {
        url: Uri,
        headers: HeaderMap,
    },
    Sdl(InlineSdl),
}

/// What the file says.
#[derive(Debug, Clone, PartialEq)]
pub struct SupergraphFile {
    /// Absent: each subgraph's `@link` decides alone.
    pub federation_version: Option<FederationVersion>,
    pub subgraphs: Vec<SubgraphEntry>,
}

/// Reads a `supergraph.yaml`. File paths in it are relative to the file; `${env.NAME}` and `${env.NAME:-default}` in
/// its texts are replaced.
///
/// # Errors
/// All faults at once, each with its line and column.
pub fn read(path: &Path, environment: &dyn Environment) -> Result<SupergraphFile, ConfigError> {
    let yaml = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let overlay = Overlay::from_yaml(&yaml, path)?.expand(environment);
    walk(&overlay, path, &yaml.into())
}

/// What entries are read with.
struct Around<'a> {
    overlay: &'a Overlay,
    file: &'a Path,
    yaml: &'a Arc<str>,
}

fn walk(overlay: &Overlay, file: &Path, yaml: &Arc<str>) -> Result<SupergraphFile, ConfigError> {
    let around = Around {
        overlay,
        file,
        yaml,
    };
    let faults = Faults::default();
    let root = Section::root(overlay.tree(), &faults);
    let version = root.optional("federation_version", |value| {
        FederationVersion::parse(value, overlay.place("federation_version"))
    });
    let named = root.named_sections("subgraphs");
    if !root.is_malformed() && root.section("subgraphs").is_empty() {
        root.fault("subgraphs", "names no subgraph");
    }
    let entries = named
        .into_iter()
        .filter_map(|(name, section)| entry(name, section, &around))
        .collect();
    root.finish();
    overlay.judge(faults.into_inner())?;
    Ok(SupergraphFile {
        federation_version: version,
        subgraphs: entries,
    })
}

fn entry(name: String, section: Section<'_>, around: &Around<'_>) -> Option<SubgraphEntry> {
    // What is no mapping has been told to be none, and has nothing to be missed.
    if section.is_malformed() {
        return None;
    }
    let folder = around.file.parent().unwrap_or(Path::new(""));
    let address = |value: &_| parse_url(&text(value)?);
    // As it is written: the supergraph is to have that very text.
    let routing_url = section.optional("routing_url", |value| {
        address(value)?;
        text(value)
    });
    let schema = section.section("schema");
    if schema.is_malformed() {
        section.finish();
        return None;
    }
    let file = schema
        .optional("file", text)
        .map(|file| SchemaSource::File(plain(&folder.join(file))));
    let url = schema.optional("subgraph_url", address);
    let headers = headers(schema.section("introspection_headers"));
    let asked = schema.is_there("subgraph_url");
    if !asked && !headers.is_empty() {
        schema.fault("introspection_headers", "go with subgraph_url only");
    }
    let url = url.map(|url| SchemaSource::Url { url, headers });
    let sdl = schema.optional("sdl", text);
    let sdl = sdl.map(|sdl| SchemaSource::Sdl(around.inline(&name, sdl)));
    // Both are asked for: neither is then an unknown key as well.
    if ["graphref", "subgraph"].map(|key| schema.is_there(key)) != [false; 2] {
        schema.fault(
            "graphref",
            "graphs of a registry cannot be read; name file, subgraph_url or sdl",
        );
    } else {
        schema.exactly_one_of(&["file", "subgraph_url", "sdl"]);
    }
    if !asked && !section.is_there("routing_url") {
        section.fault(
            "routing_url",
            "is missing; only a subgraph with schema.subgraph_url can do without, and is reached there",
        );
    }
    schema.finish();
    section.finish();
    Some(SubgraphEntry {
        name,
        routing_url,
        schema: file.or(url).or(sdl)?,
    })
}

impl Around<'_> {
    fn inline(&self, subgraph: &str, sdl: String) -> InlineSdl {
        let key = self
            .overlay
            .place(&format!("subgraphs.{subgraph}.schema.sdl"));
        let key = match key {
            Some(FaultPlace::File { line, column, .. }) => (line, column),
            Some(FaultPlace::Variable(_)) | None => (1, 1),
        };
        let file = self.file.display().to_string();
        InlineSdl::new(sdl, file, self.yaml.clone(), key)
    }
}

/// Without `.` in it, so that reports name a file as the repository does.
fn plain(path: &Path) -> PathBuf {
    let is_step = |part: &Component<'_>| !matches!(part, Component::CurDir);
    path.components().filter(is_step).collect()
}

/// What is sent along with the question for the SDL.
fn headers(section: Section<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in section.texts_by_name() {
        match (name.parse::<HeaderName>(), HeaderValue::try_from(value)) {
            (Ok(header), Ok(mut value)) => {
                // Often a token, which no log needs.
                value.set_sensitive(true);
                headers.insert(header, value);
            }
            (Err(_), Ok(_) | Err(_)) => section.fault(&name, "is not a header name"),
            (Ok(_), Err(_)) => section.fault(&name, "is not a header value"),
        }
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(yaml: &str) -> Result<SupergraphFile, String> {
        let path = Path::new("conf/supergraph.yaml");
        let variables = vec![("TOKEN".to_owned(), "t0p".to_owned())];
        let overlay = Overlay::from_yaml(yaml, path).map_err(|error| error.to_string())?;
        walk(&overlay.expand(&variables), path, &yaml.into()).map_err(|error| error.to_string())
    }

    #[test]
    fn reads_all_three_sources_in_order() {
        let yaml = "federation_version: =2.9.0\nsubgraphs:\n  b:\n    routing_url: http://b/graphql\n    schema: {file: ./b.graphql}\n  \
                    a:\n    schema:\n      subgraph_url: http://a/graphql\n      introspection_headers:\n        Authorization: Bearer ${env.TOKEN}\n  \
                    c:\n    routing_url: ${env.C_URL:-http://c}\n    schema: {sdl: 'type Query { a: Int }'}\n";
        let entries = read(yaml).unwrap().subgraphs;
        let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["b", "a", "c"]);
        assert_eq!(
            entries[0].schema,
            SchemaSource::File(PathBuf::from("conf/b.graphql"))
        );
        let SchemaSource::Url { headers, .. } = &entries[1].schema else {
            panic!("{entries:?}");
        };
        assert_eq!(headers["authorization"], "Bearer t0p");
        assert!(!format!("{headers:?}").contains("t0p"));
        assert_eq!(entries[2].routing_url.as_deref(), Some("http://c"));
    }

    #[test]
    fn faults_have_their_line_and_column() {
        for (yaml, expected) in [
            (
                "subgraphs: {a: {routing_url: 'http://a', schema: {file: x, sdl: y}}}",
                "supergraph.yaml:1:42: subgraphs.a.schema: needs exactly one of file, subgraph_url and sdl, and has file and sdl",
            ),
            (
                "subgraphs: {a: {routing_url: 'http://a', schema: {}}}",
                "supergraph.yaml:1:42: subgraphs.a.schema: needs exactly one of file, subgraph_url and sdl",
            ),
            (
                "subgraphs:\n  a:\n    routing_url: ftp://a\n    schema: {file: x}\n",
                "supergraph.yaml:3:5: subgraphs.a.routing_url: `ftp://a` is not an http:// or https:// address",
            ),
            (
                "subgraphs:\n  a:\n    schema: {file: x}\n",
                "supergraph.yaml:2:3: subgraphs.a.routing_url: is missing; only a subgraph with schema.subgraph_url can do without, and is reached there",
            ),
            (
                "subgraphs:\n  a:\n    schema: {subgraph_url: 'http://a'}\n    rooting_url: y\n",
                "supergraph.yaml:4:5: subgraphs.a.rooting_url: unknown key",
            ),
            (
                "subgraphs:\n  a:\n    routing_url: http://a\n    schema: {file: '${env.NOT_SET}'}\n",
                "supergraph.yaml:4:14: subgraphs.a.schema.file: the environment variable `NOT_SET` is not set and has no default",
            ),
            (
                "federation_version: 3\nsubgraphs:\n  a:\n    routing_url: http://a\n    schema: {sdl: x}\n",
                "supergraph.yaml:1:1: federation_version: expected a version such as 2 or =2.9.0",
            ),
            (
                "federation_version: =2.99.0\nsubgraphs:\n  a:\n    routing_url: http://a\n    schema: {sdl: x}\n",
                "supergraph.yaml:1:1: federation_version: the newest federation that is composed is v2.12",
            ),
            (
                "subgraphs:\n  a:\n    routing_url: http://a\n    schema: {sdl: x, introspection_headers: {A: b}}\n",
                "supergraph.yaml:4:22: subgraphs.a.schema.introspection_headers: go with subgraph_url only",
            ),
            (
                "subgraphs:\n  a:\n    routing_url: http://a\n    schema: {graphref: g@current, subgraph: a}\n",
                "supergraph.yaml:4:14: subgraphs.a.schema.graphref: graphs of a registry cannot be read; name file, subgraph_url or sdl",
            ),
            (
                "subgraphs:\n  a: {}\n  a: {}\n",
                "supergraph.yaml:3:3: subgraphs.a: is written twice, first at supergraph.yaml:2:3",
            ),
            ("{}", "supergraph.yaml:1:1: subgraphs: names no subgraph"),
            ("[]", "supergraph.yaml:1:1: expected a mapping"),
            (
                "subgraphs:\n  1: {}\n",
                "supergraph.yaml:2:3: subgraphs.1: expected a name as the key, and this is none: write it in quotes",
            ),
        ] {
            let error = read(yaml).unwrap_err().replace("conf/", "");
            assert_eq!(error.lines().next(), Some(expected), "{yaml}");
        }
        assert!(read("subgraphs: [").unwrap_err().contains("is not YAML"));
    }
    #[test]
    fn a_fault_is_told_once() {
        for yaml in [
            "subgraphs:\n  a:\n    routing_url: '${env.NOPE}'\n    schema: {file: x}\n",
            "subgraphs: {h: []}\n",
            "subgraphs: {h: {routing_url: 'http://h', schema: 3}}\n",
            "subgraphs: [a]\n",
            "subgraphs: {h: {routing_url: 'http://h', schema: {graphref: g@current, subgraph: h}}}\n",
            "[]",
            "subgraphs: {1: {routing_url: 'http://h', schema: {file: x}}, a: {routing_url: 'http://h', schema: {file: x}}}\n",
        ] {
            let error = read(yaml).unwrap_err();
            assert_eq!(error.lines().count(), 1, "{yaml}: {error}");
        }
    }
}
