//! For programs: the diagnostics as they are.

use crate::Diagnostic;

#[derive(serde::Serialize)]
struct Report<'a> {
    diagnostics: &'a [Diagnostic],
}

pub(super) fn render(diagnostics: &[Diagnostic]) -> String {
    let report = Report { diagnostics };
    let mut text = serde_json::to_string_pretty(&report)
        .expect("diagnostics hold nothing but text and numbers");
    text.push('\n');
    text
}
