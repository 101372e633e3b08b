//! The names of subgraphs, and the enum values that stand for them in the supergraph.

use ahash::HashSet;
use apollo_compiler::Name;

use crate::diagnostic::Findings;
use crate::{Diagnostic, Place, PlaceKind, SubgraphSource, codes};

/// One enum value a subgraph, in the order given (which is sorted by name).
pub(crate) fn assign(sources: &[&SubgraphSource], findings: &mut Findings) -> Vec<Name> {
    let mut taken: HashSet<String> = HashSet::default();
    let mut seen: HashSet<&str> = HashSet::default();
    let mut names = Vec::new();
    for source in sources {
        let problem = if source.name.is_empty() {
            Some("a subgraph has no name".to_owned())
        } else if source.name == "_" {
            Some("a subgraph cannot be called `_`".to_owned())
        } else if !seen.insert(&source.name) {
            Some(format!("two subgraphs are called \"{}\"", source.name))
        } else {
            None
        };
        if let Some(message) = problem {
            let finding = Diagnostic::error(codes::INVALID_SUBGRAPH_NAME, message);
            findings.push(finding.at(start_of(source)));
        }
        names.push(Name::new_unchecked(&unused(
            &sanitized(&source.name),
            &mut taken,
        )));
    }
    names
}

fn start_of(source: &SubgraphSource) -> Place {
    Place::start(
        PlaceKind::Subgraph,
        source.name.clone(),
        source.file.clone(),
    )
}

/// Upper case, with `_` for what cannot stand in a name. A trailing `_1` is set off, so that it cannot be taken for
/// the mark of a second subgraph of that name.
fn sanitized(name: &str) -> String {
    let mut value: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    if !value.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') || value.starts_with("__")
    {
        value = format!("_{}", value.trim_start_matches('_'));
    }
    let digits = value.trim_end_matches(|c: char| c.is_ascii_digit());
    if digits.len() < value.len() && digits.ends_with('_') {
        value.push('_');
    }
    value
}

fn unused(value: &str, taken: &mut HashSet<String>) -> String {
    let numbered = (1..).map(|number| format!("{value}_{number}"));
    let mut candidates = std::iter::once(value.to_owned()).chain(numbered);
    let free = candidates.find(|candidate| !taken.contains(candidate));
    let free = free.expect("there are more numbers than subgraphs");
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_distinct_enum_values() {
        let source = |name: &str| SubgraphSource {
            name: name.to_owned(),
            url: String::new(),
            sdl: String::new(),
            file: None,
        };
        let sources = ["1st", "a-b", "a_1", "a_b", "accounts", "été"].map(source);
        let sources: Vec<&SubgraphSource> = sources.iter().collect();
        let mut findings = Findings::default();
        let names = assign(&sources, &mut findings);
        assert_eq!(names, ["_1ST", "A_B", "A_1_", "A_B_1", "ACCOUNTS", "_T_"]);
        assert!(findings.into_sorted().is_empty());
    }
}
