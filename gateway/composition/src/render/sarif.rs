//! SARIF 2.1.0.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::shortened::shortened;
use crate::check::ALL_CHECK_CODES;
use crate::{Diagnostic, Place, Severity, codes, events, hints};

pub(super) fn render(diagnostics: &[Diagnostic]) -> String {
    let used: BTreeSet<&str> = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect();
    let rules: Vec<Value> = used.iter().map(|code| rule(code)).collect();
    let results: Vec<Value> = diagnostics.iter().map(result).collect();
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "portico-gateway",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{report:#}\n")
}

fn rule(code: &str) -> Value {
    let others = hints::ALL.iter().chain(events::EVENT_CODES);
    let hint = others
        .chain(ALL_CHECK_CODES)
        .find(|(name, _)| *name == code);
    let meaning = codes::find(code)
        .map(|code| code.meaning)
        .or(hint.map(|(_, meaning)| *meaning))
        .unwrap_or(code);
    json!({ "id": code, "shortDescription": { "text": meaning } })
}

fn result(diagnostic: &Diagnostic) -> Value {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    };
    let mut text = shortened(&diagnostic.message).into_owned();
    for note in &diagnostic.notes {
        text.push_str(&format!("\nNote: {}", shortened(note)));
    }
    if let Some(fix) = &diagnostic.fix {
        text.push_str(&format!("\nFix: {}", shortened(fix)));
    }
    let (first, others) = match diagnostic.places.split_first() {
        Some((first, others)) => (vec![location(first)], others),
        None => (Vec::new(), [].as_slice()),
    };
    let related: Vec<Value> = others.iter().map(location).collect();
    let mut result = json!({
        "ruleId": diagnostic.code,
        "level": level,
        "message": { "text": text },
        "locations": first,
        "relatedLocations": related,
    });
    if let Some(fix) = fix(diagnostic) {
        result["fixes"] = json!([fix]);
    }
    result
}

/// One change a file, with all of its replacements; `None` where there is none to be made in files alone.
fn fix(diagnostic: &Diagnostic) -> Option<Value> {
    if diagnostic.patch.is_empty() {
        return None;
    }
    let mut changes: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for edit in &diagnostic.patch {
        let replacement = json!({
            "deletedRegion": region(&edit.place),
            "insertedContent": { "text": edit.replacement },
        });
        changes
            .entry(uri(edit.place.file.as_deref()?))
            .or_default()
            .push(replacement);
    }
    let changes: Vec<Value> = changes
        .into_iter()
        .map(|(uri, replacements)| {
            json!({ "artifactLocation": { "uri": uri }, "replacements": replacements })
        })
        .collect();
    Some(json!({
        "description": { "text": diagnostic.fix.as_deref().unwrap_or_default() },
        "artifactChanges": changes,
    }))
}

/// The file as a relative reference (RFC 3986): what is not unreserved is percent-encoded, and so is a `:` that would make
/// a scheme of the first segment. An absolute path is a `file:` URI.
fn uri(file: &str) -> String {
    let file = file.strip_prefix("./").unwrap_or(file);
    let mut uri = String::with_capacity(file.len());
    if file.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in file.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

/// What was read from no file has a name only.
fn location(place: &Place) -> Value {
    let mut location = json!({
        "message": { "text": format!("in the {} {}", place.kind, place.subgraph) },
    });
    match &place.file {
        Some(file) => {
            location["physicalLocation"] = json!({
                "artifactLocation": { "uri": uri(file) },
                "region": region(place),
            });
        }
        None => location["logicalLocations"] = json!([{ "name": place.subgraph }]),
    }
    location
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
        "byteOffset": place.offset,
        "byteLength": place.length,
    })
}
