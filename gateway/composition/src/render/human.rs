//! For people at a terminal, as a compiler does it.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet,
};

use super::excerpt::Excerpt;
use super::shortened::shortened;
use crate::patch::Edit;
use crate::{Diagnostic, Place, Role, Severity, SubgraphSource};

/// The origin that is drawn for a part of a line, which has none: its place in the whole line stands above it.
const NO_ORIGIN: &str = ":::";

pub(super) fn render(
    diagnostics: &[Diagnostic],
    sources: &[SubgraphSource],
    coloured: bool,
) -> String {
    let renderer = match coloured {
        true => Renderer::styled(),
        false => Renderer::plain(),
    };
    let sources = &shown(sources);
    let mut text = String::new();
    for diagnostic in diagnostics {
        let report = renderer.render(&report(diagnostic, sources));
        let told = |line: &&str| without_colours(line).trim() != NO_ORIGIN;
        for line in report.lines().filter(told) {
            text.push_str(line);
            text.push('\n');
        }
        text.push('\n');
    }
    if !diagnostics.is_empty() {
        text.push_str(&summary(diagnostics));
        text.push('\n');
    }
    text
}

/// A carriage return is drawn as a picture at the end of each line: a blank takes its place, so that no offset changes.
fn shown(sources: &[SubgraphSource]) -> Vec<SubgraphSource> {
    let shown = sources.iter().map(|source| SubgraphSource {
        sdl: source.sdl.replace("\r\n", " \n"),
        ..source.clone()
    });
    shown.collect()
}

/// Without the sequences that set colours: from an escape character to the next `m`.
fn without_colours(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.split_once('m').map_or(part, |(_, rest)| rest)
    })
}

fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a [SubgraphSource]) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::NOTE.with_name("hint"),
    };
    let mut main = level
        .primary_title(shortened(&diagnostic.message))
        .id(diagnostic.code)
        .elements(places(diagnostic, sources));
    for note in &diagnostic.notes {
        main = main.element(Level::NOTE.message(shortened(note)));
    }
    if let Some(others) = diagnostic.other_places() {
        main = main.element(Level::NOTE.message(others));
    }
    let Some(fix) = &diagnostic.fix else {
        return vec![main];
    };
    let diff = diff(&diagnostic.patch, sources);
    if diff.is_empty() {
        let fix = Level::HELP.with_name("fix").message(shortened(fix));
        return vec![main.element(fix)];
    }
    let title = Level::HELP.with_name("fix").secondary_title(shortened(fix));
    vec![main, title.elements(diff)]
}

/// One snippet for neighbouring places of one text, in the order of the places.
fn places<'a>(diagnostic: &'a Diagnostic, sources: &'a [SubgraphSource]) -> Vec<Element<'a>> {
    let mut elements: Vec<Element<'a>> = Vec::new();
    let mut rest = diagnostic.shown_places();
    while let Some(first) = rest.first() {
        let Some(source) = source(first, sources) else {
            elements.push(origin(first).into());
            rest = &rest[1..];
            continue;
        };
        let mut excerpt = Excerpt::new(&source.sdl, &range(first));
        if let Some((text, marked)) = excerpt.cut(&range(first)) {
            let mark = AnnotationKind::Primary.span(marked);
            let snippet = Snippet::source(Cow::Owned(text)).line_start(first.line as usize);
            elements.push(origin(first).into());
            elements.push(snippet.annotation(mark).into());
            rest = &rest[1..];
            continue;
        }
        let same = rest
            .iter()
            .take_while(|place| place.subgraph == first.subgraph && excerpt.include(&range(place)));
        let count = same.count();
        let annotations = rest[..count].iter().map(|place| mark(place, &excerpt));
        let snippet = Snippet::source(excerpt.text())
            .line_start(excerpt.first_line())
            .path(shown_path(first))
            .annotations(annotations.collect::<Vec<_>>());
        elements.push(snippet.into());
        rest = &rest[count..];
    }
    elements
}

fn mark<'a>(place: &'a Place, excerpt: &Excerpt<'_>) -> Annotation<'a> {
    // Where the path ends in the name, as it does without a file, there is nothing to add.
    let path = shown_path(place);
    let (kind, name) = match place.role {
        Role::Primary => (AnnotationKind::Primary, format!("in {}", place.subgraph)),
        Role::Secondary => (
            AnnotationKind::Context,
            format!("also in {}", place.subgraph),
        ),
    };
    let is_named = path.trim_end_matches(']').ends_with(&place.subgraph);
    let label = match &place.label {
        Some(label) if is_named => Some(label.clone()),
        Some(label) => Some(format!("{label}, in {}", place.subgraph)),
        None => (!is_named).then_some(name),
    };
    kind.span(excerpt.first_line_of(&range(place))).label(label)
}

/// The edits as a diff, one snippet a subgraph.
fn diff<'a>(edits: &'a [Edit], sources: &'a [SubgraphSource]) -> Vec<Element<'a>> {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort();
    let mut elements: Vec<Element<'a>> = Vec::new();
    let mut rest = ordered.as_slice();
    while let Some(first) = rest.first() {
        let Some(source) = source(&first.place, sources) else {
            rest = &rest[1..];
            continue;
        };
        let mut excerpt = Excerpt::new(&source.sdl, &range(&first.place));
        let same = rest.iter().take_while(|edit| {
            edit.place.subgraph == first.place.subgraph && excerpt.include(&range(&edit.place))
        });
        let count = same.count();
        let patches = rest[..count].iter().map(|edit| {
            Patch::new(
                excerpt.within(&range(&edit.place)),
                edit.replacement.as_str(),
            )
        });
        if !excerpt.is_wide() {
            let snippet = Snippet::source(excerpt.text())
                .line_start(excerpt.first_line())
                .path(shown_path(&first.place))
                .patches(patches.collect::<Vec<_>>());
            elements.push(snippet.into());
        }
        rest = &rest[count..];
    }
    elements
}

fn range(place: &Place) -> Range<usize> {
    let start = place.offset as usize;
    start..start + place.length as usize
}

fn source<'a>(place: &Place, sources: &'a [SubgraphSource]) -> Option<&'a SubgraphSource> {
    sources.iter().find(|source| source.name == place.subgraph)
}

fn origin(place: &Place) -> Origin<'_> {
    Origin::path(shown_path(place))
        .line(place.line as usize)
        .char_column(place.column as usize)
}

fn shown_path(place: &Place) -> String {
    match &place.file {
        Some(file) => file.clone(),
        None => format!("[{}]", place.subgraph),
    }
}

fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity: Severity| {
        diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count()
    };
    let parts: Vec<String> = [
        (Severity::Error, "error"),
        (Severity::Warning, "warning"),
        (Severity::Hint, "hint"),
    ]
    .into_iter()
    .filter_map(|(severity, word)| match count(severity) {
        0 => None,
        1 => Some(format!("1 {word}")),
        many => Some(format!("{many} {word}s")),
    })
    .collect();
    parts.join(", ")
}
