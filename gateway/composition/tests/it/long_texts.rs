//! Texts of a large graph are read another way, and must say the same.

use gateway_composition::{SubgraphSource, compose};

use crate::corpus::{cases, folders, name, subgraphs};

/// Of one text: many together make a large graph.
const LONG: usize = 62 * 1024;

fn lengthened(source: &SubgraphSource) -> SubgraphSource {
    let filler = "#".repeat(LONG.saturating_sub(source.sdl.len() + 1));
    SubgraphSource {
        sdl: format!("{}\n{filler}", source.sdl),
        ..source.clone()
    }
}

#[test]
fn length_changes_nothing() {
    let mut compared = 0;
    for code in folders(&cases().join("codes")) {
        for case in folders(&code) {
            for part in ["fails", "fixed"] {
                let short = subgraphs(&case.join(part));
                if short.len() < 2 {
                    continue;
                }
                let long: Vec<SubgraphSource> = short.iter().map(lengthened).collect();
                let label = format!("{} {part}", name(&case));
                assert_eq!(compose(&long), compose(&short), "{label}");
                compared += 1;
            }
        }
    }
    assert!(compared >= 100, "{compared} cases");
}
