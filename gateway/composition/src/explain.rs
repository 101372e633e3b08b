//! What a code means, with subgraphs that fail with it and the same healed.

mod check_examples;
mod page;

use std::collections::BTreeSet;

use crate::check::ALL_CHECK_CODES;
use crate::{SubgraphSource, codes, events, hints, spelling};

pub use check_examples::{CHECK_EXAMPLES, CheckExample};

/// Of each code, the first of its cases: `tests/cases/codes/CODE/CASE/`.
const EXAMPLES: &[Example] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// Names with their meanings.
type Meanings = &'static [(&'static str, &'static str)];

/// Codes that are no errors of composition: family, why there is no example, names with meanings.
const OTHERS: [(&str, Option<&str>, Meanings); 3] = [
    ("hints", Some("composition succeeds with it"), hints::ALL),
    (
        "event contracts",
        Some("it is told of two versions of a JSON Schema"),
        events::EVENT_CODES,
    ),
    // These are told of two versions of a graph, see `CHECK_EXAMPLES`.
    ("check", None, ALL_CHECK_CODES),
];

/// How far a name may be from another, in edits, to be taken for a slip.
const NEAR: usize = 4;
const MAX_NEAR: usize = 3;

/// Subgraphs, by name, that fail with a code, and that do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    pub code: &'static str,
    pub description: &'static str,
    pub fails: &'static [(&'static str, &'static str)],
    pub fixed: &'static [(&'static str, &'static str)],
}

/// All there is to say of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub name: &'static str,
    pub family: &'static str,
    pub meaning: &'static str,
    pub examples: Vec<&'static Example>,
    /// Of a code that compares two versions.
    pub check_example: Option<&'static CheckExample>,
    /// Why there is no example.
    pub without: Option<&'static str>,
}

/// A name that is no code's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no code{}", did_you_mean(.near))]
pub struct UnknownCode {
    pub name: String,
    /// Codes that are called much the same, nearest first.
    pub near: Vec<&'static str>,
}

fn did_you_mean(near: &[&str]) -> String {
    match near {
        [] => "; without an argument, `explain` lists all".to_owned(),
        near => format!(": did you mean {}?", near.join(" or ")),
    }
}

/// Explains a code of an error, a hint or a comparison, written in whatever case.
///
/// # Errors
/// When there is no such code, with those that are called much the same.
pub fn explain(name: &str) -> Result<Explanation, UnknownCode> {
    let wanted = name.trim().to_ascii_uppercase().replace('-', "_");
    if let Some(code) = codes::find(&wanted) {
        return Ok(Explanation {
            name: code.name,
            family: code.family,
            meaning: code.meaning,
            examples: examples(code.name),
            check_example: None,
            without: codes::without_example(code.name),
        });
    }
    for (family, without, codes) in OTHERS {
        if let Some((name, meaning)) = codes.iter().find(|(name, _)| *name == wanted) {
            return Ok(Explanation {
                name,
                family,
                meaning,
                examples: Vec::new(),
                check_example: CHECK_EXAMPLES.iter().find(|e| e.code == *name),
                without,
            });
        }
    }
    Err(UnknownCode {
        name: name.to_owned(),
        near: near(&wanted),
    })
}

/// Every code of errors, hints and comparisons, a line each.
pub fn list() -> String {
    let mut text = String::new();
    let mut families: BTreeSet<&str> = BTreeSet::new();
    for code in codes::all() {
        if families.insert(code.family) {
            text.push_str(&format!("\n{}\n", code.family));
        }
        text.push_str(&format!("  {}  {}\n", code.name, code.meaning));
    }
    for (family, _, codes) in OTHERS {
        text.push_str(&format!("\n{family}\n"));
        for (name, meaning) in codes {
            text.push_str(&format!("  {name}  {meaning}\n"));
        }
    }
    text.trim_start().to_owned()
}

fn examples(code: &str) -> Vec<&'static Example> {
    EXAMPLES.iter().filter(|e| e.code == code).collect()
}

fn near(name: &str) -> Vec<&'static str> {
    let names = codes::all().map(|code| code.name);
    let others = OTHERS.iter().flat_map(|(_, _, codes)| codes.iter());
    let all = names.chain(others.map(|(name, _)| *name));
    let mut measured: Vec<(usize, &'static str)> = all
        .map(|other| (spelling::distance(name, other), other))
        .filter(|(distance, other)| *distance <= NEAR || (name.len() > 4 && other.contains(name)))
        .collect();
    measured.sort_unstable();
    measured.truncate(MAX_NEAR);
    measured.into_iter().map(|(_, name)| name).collect()
}

/// An example's subgraphs as they are composed.
pub fn sources(subgraphs: &[(&str, &str)]) -> Vec<SubgraphSource> {
    let source = |(name, sdl): &(&str, &str)| SubgraphSource {
        name: (*name).to_owned(),
        url: format!("http://{name}"),
        sdl: (*sdl).to_owned(),
        file: Some(format!("{name}.graphql")),
    };
    subgraphs.iter().map(source).collect()
}
