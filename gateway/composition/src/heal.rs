//! Which edits really heal: each candidate is tried by composing again.

use std::collections::BTreeSet;

use crate::outline::Element;
use crate::patch::{Candidate, Edit, apply};
use crate::{Diagnostic, Severity, SubgraphSource, codes, stages};

/// Compositions that may be tried; what is found later is told without a patch.
const MAX_TRIALS: usize = 24;
/// Text that may be composed for it, in bytes: trying edits of a large graph would keep its people waiting.
const MAX_TEXT: usize = 3 * 1024 * 1024;
/// Of all subgraphs together: of a larger graph not even the first is tried.
const MAX_SIZE: usize = 256 * 1024;

/// Attaches the first candidate of each finding that heals it, and makes one of unsatisfiable fields that one edit
/// heals together.
pub(crate) fn settle(sources: &[SubgraphSource], findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let size: usize = sources.iter().map(|source| source.sdl.len()).sum();
    let mut healer = Healer {
        sources,
        before: errors(&findings),
        trials: if size > MAX_SIZE {
            0
        } else {
            (MAX_TEXT / size.max(1)).min(MAX_TRIALS)
        },
    };
    let mut settled: Vec<Diagnostic> = Vec::new();
    let mut absorbed: BTreeSet<(String, String)> = BTreeSet::new();
    for mut finding in findings.iter().cloned() {
        let candidates = std::mem::take(&mut finding.candidates);
        if absorbed.contains(&key(&finding)) {
            continue;
        }
        if let Some((candidate, left)) = healer.first_that_heals(&finding, candidates) {
            finding.fix = Some(candidate.title);
            finding.patch = candidate.edits;
            for other in &findings {
                let gone = !left.contains(&key(other)) && key(other) != key(&finding);
                if gone && is_unsatisfiable(other) && is_unsatisfiable(&finding) {
                    absorbed.insert(key(other));
                    finding.places.extend(other.places.iter().cloned());
                    let note = format!("the same edit heals: {}", other.message);
                    finding.notes.push(note);
                }
            }
            finding.sort_places();
        }
        settled.push(finding);
    }
    settled.retain(|finding| !absorbed.contains(&key(finding)));
    settled
}

struct Healer<'a> {
    sources: &'a [SubgraphSource],
    before: BTreeSet<(String, String)>,
    trials: usize,
}

impl Healer<'_> {
    /// The candidate, and the errors that are left with it.
    fn first_that_heals(
        &mut self,
        finding: &Diagnostic,
        candidates: Vec<Candidate>,
    ) -> Option<(Candidate, BTreeSet<(String, String)>)> {
        for candidate in candidates {
            self.trials = self.trials.checked_sub(1)?;
            let patched = apply(&candidate.edits, self.sources);
            let after = match stages::composed(&patched) {
                Ok(_) => Vec::new(),
                Err(findings) => findings,
            };
            if self.heals(finding, &candidate, &after) {
                return Some((candidate, errors(&after)));
            }
        }
        None
    }

    fn heals(&self, finding: &Diagnostic, candidate: &Candidate, after: &[Diagnostic]) -> bool {
        let left = errors(after);
        if left.contains(&key(finding)) {
            return false;
        }
        // What is left of the finding, or put in its place, is of the same elements. An early fault hides the later
        // ones, which are not the edit's unless they stand where it was made.
        let mut new = after.iter().filter(|other| {
            other.severity == Severity::Error && !self.before.contains(&key(other))
        });
        !new.any(|other| {
            let shares = |element: &Element| other.elements.iter().any(|o| o.concerns(element));
            (other.stage <= finding.stage && finding.elements.iter().any(shares))
                || candidate.edits.iter().any(|edit| touches(other, edit))
        })
    }
}

fn is_unsatisfiable(finding: &Diagnostic) -> bool {
    finding.code == codes::SATISFIABILITY_ERROR
}

fn touches(finding: &Diagnostic, edit: &Edit) -> bool {
    finding.places.iter().any(|place| {
        place.subgraph == edit.place.subgraph
            && (place.line..=place.end_line).contains(&edit.place.line)
    })
}

fn key(finding: &Diagnostic) -> (String, String) {
    (finding.code.to_owned(), finding.message.clone())
}

fn errors(findings: &[Diagnostic]) -> BTreeSet<(String, String)> {
    let errors = findings.iter().filter(|f| f.severity == Severity::Error);
    errors.map(key).collect()
}
