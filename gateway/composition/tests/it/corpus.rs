//! Cases on disk: a folder a case, in it a file a subgraph.

use std::fs;
use std::path::{Path, PathBuf};

use apollo_compiler::Schema;
use gateway_composition::{Composition, Diagnostic, SubgraphSource, compose};
use gateway_supergraph::Supergraph;

pub(crate) fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The folders in a folder, sorted.
pub(crate) fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).unwrap_or_else(|error| panic!("{}: {error}", of.display()));
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

pub(crate) fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The subgraphs of a case, one a `*.graphql` file, named after it.
pub(crate) fn subgraphs(folder: &Path) -> Vec<SubgraphSource> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut subgraphs: Vec<SubgraphSource> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "graphql")
        })
        .map(|path| {
            let name = path.file_stem().expect("the file has a name");
            let name = name.to_string_lossy().into_owned();
            SubgraphSource {
                url: format!("http://{name}"),
                sdl: fs::read_to_string(&path).expect("the file can be read"),
                file: Some(format!("{name}.graphql")),
                name,
            }
        })
        .collect();
    subgraphs.sort_by(|a, b| a.name.cmp(&b.name));
    subgraphs
}

/// Composes twice, in two orders: the result must be the same. What composes must be valid and be readable.
pub(crate) fn composed(subgraphs: &[SubgraphSource]) -> Result<Composition, Vec<Diagnostic>> {
    let result = compose(subgraphs);
    let reversed: Vec<SubgraphSource> = subgraphs.iter().rev().cloned().collect();
    assert_eq!(result, compose(&reversed), "the order of subgraphs matters");
    if let Ok(composition) = &result {
        let sdl = composition.supergraph_sdl.as_str();
        Schema::parse_and_validate(sdl, "supergraph.graphql").expect("the supergraph is valid");
        Schema::parse_and_validate(composition.api_sdl.as_str(), "api.graphql")
            .expect("the API schema is valid");
        let read = Supergraph::parse(sdl).expect("the supergraph can be read");
        assert_eq!(read.api_schema.to_string(), composition.api_sdl);
        assert_eq!(read.subgraphs.len(), subgraphs.len());
    }
    result
}

/// The findings as text, one a paragraph.
pub(crate) fn told(findings: &[Diagnostic]) -> String {
    let paragraphs: Vec<String> = findings.iter().map(paragraph).collect();
    paragraphs.join("\n")
}

fn paragraph(finding: &Diagnostic) -> String {
    let mut text = format!("{finding}\n");
    for place in &finding.places {
        text.push_str(&format!("  at {place}\n"));
    }
    for note in &finding.notes {
        text.push_str(&format!("  note: {note}\n"));
    }
    if let Some(fix) = &finding.fix {
        text.push_str(&format!("  fix: {fix}\n"));
    }
    for edit in &finding.patch {
        text.push_str(&format!("  at {}: {}\n", edit.place, edit.described()));
    }
    text
}
