//! `--fix`: the edits that findings carry, made in the subgraphs' files.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, bail};
use gateway_composition::patch::{Edit, apply};
use gateway_composition::{Composition, Diagnostic, Severity, SubgraphSource, compose};
use similar::TextDiff;

/// What one edit heals may uncover the next finding; more rounds than any graph needs.
const MAX_ROUNDS: usize = 20;

/// What came of it.
pub(super) struct Fixed {
    /// With the edits made.
    pub(super) subgraphs: Vec<SubgraphSource>,
    /// Of them.
    pub(super) result: Result<Composition, Vec<Diagnostic>>,
    /// What was made, in words.
    pub(super) made: Vec<String>,
}

/// Makes the edits in the texts, and composes again, until nothing is left that edits heal.
pub(super) fn fix(subgraphs: &[SubgraphSource]) -> Fixed {
    let mut fixed = Fixed {
        subgraphs: subgraphs.to_vec(),
        result: compose(subgraphs),
        made: Vec::new(),
    };
    for _ in 0..MAX_ROUNDS {
        let Err(findings) = &fixed.result else {
            break;
        };
        let (edits, made) = chosen(findings, &fixed.subgraphs);
        if edits.is_empty() {
            break;
        }
        fixed.subgraphs = apply(&edits, &fixed.subgraphs);
        fixed.result = compose(&fixed.subgraphs);
        fixed.made.extend(made);
    }
    fixed
}

/// The patches of the errors that can be made together, each whole or not at all. The others have their turn in the
/// next round, should they still be needed.
fn chosen(findings: &[Diagnostic], subgraphs: &[SubgraphSource]) -> (Vec<Edit>, Vec<String>) {
    // Only the files that were named are ever written, and a text without a file has none.
    let named: BTreeSet<&String> = subgraphs
        .iter()
        .filter_map(|one| one.file.as_ref())
        .collect();
    let is_named = |edit: &Edit| {
        edit.place
            .file
            .as_ref()
            .is_some_and(|file| named.contains(file))
    };
    let mut edits: Vec<Edit> = Vec::new();
    let mut made = Vec::new();
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error && !finding.patch.is_empty());
    for finding in errors {
        let patch = finding.patch.iter().filter(|edit| !edits.contains(edit));
        let patch: Vec<Edit> = patch.cloned().collect();
        let fits = |edit: &Edit| edits.iter().all(|other| !touch(edit, other));
        if patch.is_empty() || !finding.patch.iter().all(is_named) || !patch.iter().all(fits) {
            continue;
        }
        let places: BTreeSet<String> = patch.iter().map(|edit| edit.place.to_string()).collect();
        let places: Vec<String> = places.into_iter().collect();
        let what = finding.fix.as_deref().unwrap_or(&finding.message);
        made.push(format!("{}: {what} ({})", finding.code, places.join(", ")));
        edits.extend(patch);
    }
    (edits, made)
}

/// Whether both change the same text, or insert at the same place: which comes first would be chance.
fn touch(a: &Edit, b: &Edit) -> bool {
    let end = |edit: &Edit| edit.place.offset + edit.place.length;
    a.place.subgraph == b.place.subgraph && a.place.offset <= end(b) && b.place.offset <= end(a)
}

/// Those whose text is another one now.
fn changed<'a>(
    before: &'a [SubgraphSource],
    after: &'a [SubgraphSource],
) -> impl Iterator<Item = (&'a String, &'a String, &'a String)> {
    let pairs = before.iter().zip(after);
    pairs.filter_map(|(before, after)| {
        let file = before.file.as_ref().filter(|_| before.sdl != after.sdl)?;
        Some((file, &before.sdl, &after.sdl))
    })
}

/// What [`write`] would change.
pub(super) fn diff(before: &[SubgraphSource], after: &[SubgraphSource]) -> String {
    let one = |(file, old, new): (&String, &String, &String)| {
        let (from, to) = (format!("a/{file}"), format!("b/{file}"));
        let diff = TextDiff::from_lines(old, new);
        diff.unified_diff().header(&from, &to).to_string()
    };
    changed(before, after).map(one).collect()
}

/// Writes the changed files; none that was changed by others since it was read.
pub(super) fn write(before: &[SubgraphSource], after: &[SubgraphSource]) -> anyhow::Result<()> {
    let mut texts = Vec::new();
    for (file, old, new) in changed(before, after) {
        let written = fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
        // What stands before the text is kept: a byte order mark.
        let Some(mark) = written.strip_suffix(old.as_str()) else {
            bail!("{file} was changed while it was composed, and is left as it is");
        };
        texts.push((file, format!("{mark}{new}")));
    }
    for (file, text) in texts {
        fs::write(file, text).with_context(|| format!("cannot write {file}"))?;
    }
    Ok(())
}
