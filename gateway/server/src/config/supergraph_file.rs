//! `supergraph.yaml`, the file that names the subgraphs of a composition.

use std::path::{Path, PathBuf};

use http::Uri;

use super::section::{Faults, Section, parse_url, text};
use super::{ConfigError, Overlay};

/// One subgraph of the file, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct SubgraphEntry {
    pub name: String,
    /// Where the gateway reaches it.
    pub routing_url: Option<Uri>,
    pub schema: SchemaSource,
}

/// Where the SDL comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum SchemaSource {
    File(PathBuf),
    /// Asked for `_service { sdl }`.
    Url(Uri),
    Sdl(String),
}

/// Reads a `supergraph.yaml`; file paths in it are relative to the file.
///
/// # Errors
/// All faults at once.
pub fn read(path: &Path) -> Result<Vec<SubgraphEntry>, ConfigError> {
    let overlay = Overlay::from_file(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    entries(&overlay, folder)
}

fn entries(overlay: &Overlay, folder: &Path) -> Result<Vec<SubgraphEntry>, ConfigError> {
    let faults = Faults::default();
    let root = Section::root(overlay.tree(), &faults);
    // The version is read and not needed: each subgraph says by `@link` which one it is written for.
    let _ = root.optional("federation_version", |value| Ok(value.clone()));
    let named = root.named_sections("subgraphs");
    if named.is_empty() {
        root.fault("subgraphs", "names no subgraph");
    }
    let entries = named
        .into_iter()
        .filter_map(|(name, section)| entry(name, section, folder))
        .collect();
    root.finish();
    let faults = faults.into_inner();
    if faults.is_empty() {
        return Ok(entries);
    }
    Err(ConfigError::Faults(faults))
}

fn entry(name: String, section: Section<'_>, folder: &Path) -> Option<SubgraphEntry> {
    let address = |value: &_| parse_url(&text(value)?);
    let routing_url = section.optional("routing_url", address);
    let schema = section.section("schema");
    let file = schema
        .optional("file", text)
        .map(|file| SchemaSource::File(folder.join(file)));
    let url = schema
        .optional("subgraph_url", address)
        .map(SchemaSource::Url);
    let sdl = schema.optional("sdl", text).map(SchemaSource::Sdl);
    let mut sources = [file, url, sdl].into_iter().flatten();
    let source = match (sources.next(), sources.next()) {
        (Some(source), None) => Some(source),
        (None, _) | (Some(_), Some(_)) => {
            schema.fault("", "needs one of file, subgraph_url and sdl");
            None
        }
    };
    schema.finish();
    section.finish();
    Some(SubgraphEntry {
        name,
        routing_url,
        schema: source?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_all_three_sources_in_order() {
        let yaml = "federation_version: =2.9.0\nsubgraphs:\n  b:\n    routing_url: http://b/graphql\n    schema: {file: b.graphql}\n  \
                    a:\n    schema: {subgraph_url: 'http://a/graphql'}\n  c:\n    schema: {sdl: 'type Query { a: Int }'}\n";
        let overlay = Overlay::from_yaml(yaml, Path::new("supergraph.yaml")).unwrap();
        let entries = entries(&overlay, Path::new("conf")).unwrap();
        let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["b", "a", "c"]);
        assert_eq!(
            entries[0].schema,
            SchemaSource::File(PathBuf::from("conf/b.graphql"))
        );
    }

    #[test]
    fn two_sources_for_one_subgraph_are_a_fault() {
        let yaml = "subgraphs: {a: {schema: {file: x, sdl: y}}}";
        let overlay = Overlay::from_yaml(yaml, Path::new("supergraph.yaml")).unwrap();
        assert!(
            matches!(entries(&overlay, Path::new("")), Err(ConfigError::Faults(faults)) if faults.len() == 1)
        );
    }
}
