//! For people at a terminal.

use crate::{Diagnostic, Place, Severity, SubgraphSource};

/// Longer lines are cut around the mark: generated SDL may be one line.
const MAX_LINE: usize = 120;

pub(super) fn render(diagnostics: &[Diagnostic], sources: &[SubgraphSource]) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        one(diagnostic, sources, &mut text);
        text.push('\n');
    }
    if !diagnostics.is_empty() {
        text.push_str(&summary(diagnostics));
        text.push('\n');
    }
    text
}

fn one(diagnostic: &Diagnostic, sources: &[SubgraphSource], text: &mut String) {
    text.push_str(&format!("{diagnostic}\n"));
    let width = diagnostic
        .places
        .iter()
        .map(|place| place.line.to_string().len())
        .max()
        .unwrap_or(1);
    for place in &diagnostic.places {
        text.push_str(&format!("{:width$}--> {place} ({})\n", "", place.subgraph));
        let source = sources.iter().find(|source| source.name == place.subgraph);
        if let Some(line) = source.and_then(|source| line(&source.sdl, place.line)) {
            snippet(place, line, width, text);
        }
    }
    for note in &diagnostic.notes {
        text.push_str(&format!("{:width$} = note: {note}\n", ""));
    }
    if let Some(fix) = &diagnostic.fix {
        text.push_str(&format!("{:width$} = fix: {fix}\n", ""));
    }
}

fn line(sdl: &str, number: u32) -> Option<&str> {
    sdl.lines().nth((number as usize).checked_sub(1)?)
}

fn snippet(place: &Place, line: &str, width: usize, text: &mut String) {
    let characters: Vec<char> = line
        .chars()
        .map(|c| if c == '\t' { ' ' } else { c })
        .collect();
    let start = (place.column as usize - 1).min(characters.len());
    let end = if place.end_line == place.line {
        (place.end_column as usize).saturating_sub(1).max(start + 1)
    } else {
        characters.len().max(start + 1)
    };
    let from = start.saturating_sub(MAX_LINE / 2);
    let from = if characters.len() <= MAX_LINE {
        0
    } else {
        from
    };
    let shown: String = characters.iter().skip(from).take(MAX_LINE).collect();
    let marks = (end - start).min(MAX_LINE - (start - from).min(MAX_LINE - 1));
    let mark = format!("{}{}", " ".repeat(start - from), "^".repeat(marks));
    text.push_str(&format!("{:width$} |\n", ""));
    text.push_str(&format!("{:>width$} | {}\n", place.line, shown.trim_end()));
    text.push_str(&format!("{:width$} | {mark}\n", ""));
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
