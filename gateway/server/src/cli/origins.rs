//! Texts that are part of a file: SDL written in `supergraph.yaml`, operations of a manifest. Findings in them are told at
//! the file.

use std::collections::BTreeMap;

use gateway_composition::{Diagnostic, Place, PlaceKind, SubgraphSource};

use crate::config::supergraph_file::InlineSdl;
use crate::operations::ManifestPlace;

/// By the name of the subgraph, or of the operation's document.
#[derive(Debug, Default)]
pub(super) struct Origins {
    inline: BTreeMap<String, InlineSdl>,
    manifests: BTreeMap<String, ManifestPlace>,
}

impl Origins {
    pub(super) fn add_inline(&mut self, subgraph: &str, sdl: InlineSdl) {
        self.inline.insert(subgraph.to_owned(), sdl);
    }

    pub(super) fn add_manifest(&mut self, document: &str, place: ManifestPlace) {
        self.manifests.insert(document.to_owned(), place);
    }

    /// For people: what stands in a file line by line is shown as the file has it; all else by its own lines.
    pub(super) fn for_people(&self, findings: &[Diagnostic]) -> Vec<Diagnostic> {
        self.relocated(findings, |place| self.exact(place))
    }

    /// For programs, which open files: what does not stand line by line is told at the line where it begins.
    pub(super) fn for_programs(&self, findings: &[Diagnostic]) -> Vec<Diagnostic> {
        let mut told = self.relocated(findings, |place| {
            self.exact(place).or_else(|| self.beginning(place))
        });
        for (finding, before) in told.iter_mut().zip(findings) {
            let moved = before.places.iter().filter_map(|place| self.within(place));
            finding.notes.extend(moved);
        }
        told
    }

    /// The texts that the places of [`Self::for_people`] are in.
    pub(super) fn texts(&self, sources: &[SubgraphSource]) -> Vec<SubgraphSource> {
        let text = |source: &SubgraphSource| match self.inline.get(&source.name) {
            Some(inline) if source.file.is_none() && inline.is_exact() => SubgraphSource {
                sdl: inline.yaml.to_string(),
                file: Some(inline.file.clone()),
                ..source.clone()
            },
            Some(_) | None => source.clone(),
        };
        sources.iter().map(text).collect()
    }

    fn relocated(
        &self,
        findings: &[Diagnostic],
        place_of: impl Fn(&Place) -> Option<Place>,
    ) -> Vec<Diagnostic> {
        let mut findings = findings.to_vec();
        for finding in &mut findings {
            for place in &mut finding.places {
                if let Some(elsewhere) = place_of(place) {
                    *place = elsewhere;
                }
            }
            for edit in &mut finding.patch {
                if let (Some(inline), Some(place)) =
                    (self.inline(&edit.place), self.exact(&edit.place))
                {
                    edit.replacement = inline.indented(&edit.replacement);
                    edit.place = place;
                }
            }
        }
        findings
    }

    fn inline(&self, place: &Place) -> Option<&InlineSdl> {
        let is_inline = place.file.is_none() && place.kind == PlaceKind::Subgraph;
        self.inline.get(&place.subgraph).filter(|_| is_inline)
    }

    fn manifest(&self, place: &Place) -> Option<&ManifestPlace> {
        let is_entry = place.file.is_none() && place.kind == PlaceKind::Operation;
        self.manifests.get(&place.subgraph).filter(|_| is_entry)
    }

    fn exact(&self, place: &Place) -> Option<Place> {
        let inline = self.inline(place)?;
        let start = place.offset as usize;
        let range = inline.in_file(&(start..start + place.length as usize))?;
        let (line, column) = line_and_column(&inline.yaml, range.start);
        let (end_line, end_column) = line_and_column(&inline.yaml, range.end);
        Some(Place {
            file: Some(inline.file.clone()),
            line,
            column,
            end_line,
            end_column,
            offset: range.start as u32,
            length: range.len() as u32,
            ..place.clone()
        })
    }

    fn beginning(&self, place: &Place) -> Option<Place> {
        let (file, line) = match (self.inline(place), self.manifest(place)) {
            (Some(inline), _) => (inline.file.clone(), inline.line as u32),
            (None, Some(entry)) => (entry.file.display().to_string(), entry.line),
            (None, None) => return None,
        };
        let start = Place::start(place.kind, place.subgraph.clone(), Some(file));
        Some(Place {
            role: place.role,
            label: place.label.clone(),
            line,
            end_line: line,
            ..start
        })
    }

    /// What a place that is told by its beginning no longer says.
    fn within(&self, place: &Place) -> Option<String> {
        self.beginning(place)
            .filter(|_| self.exact(place).is_none())?;
        let what = match self.manifest(place) {
            Some(_) => format!("the operation {}", place.subgraph),
            None => format!("the SDL of {}", place.subgraph),
        };
        let (line, column) = (place.line, place.column);
        Some(format!(
            "it is in {what}, at line {line}, column {column} of its text"
        ))
    }
}

/// From 1, columns in characters.
fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line as u32, column as u32)
}
