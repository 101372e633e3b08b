//! Workflow commands: `::error file=...,line=...::message`.

use super::shortened::shortened;
use crate::{Diagnostic, Place, Role, Severity};

pub(super) fn render(diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<String> = diagnostics.iter().flat_map(commands).collect();
    lines.join("")
}

/// One command a place, so that each subgraph's file is annotated.
fn commands(diagnostic: &Diagnostic) -> Vec<String> {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let mut message = shortened(&diagnostic.message).into_owned();
    for note in &diagnostic.notes {
        message.push_str(&format!("\nnote: {}", shortened(note)));
    }
    if let Some(fix) = &diagnostic.fix {
        message.push_str(&format!("\nfix: {}", shortened(fix)));
    }
    for edit in &diagnostic.patch {
        message.push_str(&format!("\nat {}: {}", edit.place, edit.described()));
    }
    // Those who are not at fault are told of, and need not look at it.
    let (primary, secondary): (Vec<&Place>, Vec<&Place>) = diagnostic
        .places
        .iter()
        .partition(|place| place.role == Role::Primary);
    let shown = diagnostic.shown_places().len() - primary.len();
    for place in secondary.into_iter().take(shown) {
        message.push_str(&format!("\nalso at {place}"));
    }
    if let Some(others) = diagnostic.other_places() {
        message.push_str(&format!("\n{others}"));
    }
    let title = format!("title={}", property(diagnostic.code));
    let command = |properties: String| format!("::{level} {properties}::{}\n", data(&message));
    let placed: Vec<String> = primary
        .into_iter()
        .filter_map(|place| Some(command(format!("{},{title}", position(place)?))))
        .collect();
    if placed.is_empty() {
        vec![command(title)]
    } else {
        placed
    }
}

/// `None` for a subgraph that was not read from a file.
fn position(place: &Place) -> Option<String> {
    let file = property(place.file.as_ref()?);
    let mut text = format!("file={file},line={},col={}", place.line, place.column);
    if place.end_line > place.line {
        text.push_str(&format!(",endLine={}", place.end_line));
    } else if place.end_column > place.column {
        text.push_str(&format!(",endColumn={}", place.end_column));
    }
    Some(text)
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
