//! Random supergraphs and operations: every plan passes the independent checker, and every field is reached.
//!
//! `PLANNER_SEEDS=from..to` runs other seeds than the ordinary run's.

mod operations;
mod subgraphs;

use std::ops::Range;

use std::collections::BTreeSet;

use crate::check::{planned, planned_deferring, try_composed};

/// A small generator with a seed: the same seed gives the same case everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `bound`, which is not 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

fn seeds() -> Range<u64> {
    let given = std::env::var("PLANNER_SEEDS").ok();
    let range = given.as_deref().and_then(|text| {
        let (from, to) = text.split_once("..")?;
        Some(from.parse().ok()?..to.parse().ok()?)
    });
    range.unwrap_or(0..30)
}

/// Defers some of an operation's selections, whole or in part.
fn deferring(dice: &mut Dice, operation: &str) -> String {
    let mut text = String::new();
    // By open brace: whether it is a deferred fragment's too.
    let mut open: Vec<bool> = Vec::new();
    let mut quoted = false;
    for character in operation.chars() {
        quoted ^= character == '"';
        match character {
            '{' if !quoted => {
                let deferred = dice.chance(25) && text.trim_end().ends_with(|c: char| c != ':');
                open.push(deferred);
                text.push_str(if deferred { "{ ... @defer {" } else { "{" });
            }
            '}' if !quoted => {
                text.push_str(if open.pop() == Some(true) { "} }" } else { "}" });
            }
            other => text.push(other),
        }
    }
    text
}

#[test]
fn every_plan_passes_the_checker() {
    let mut refused = 0;
    for seed in seeds() {
        let mut dice = Dice::new(seed);
        let world = subgraphs::world(&mut dice);
        let sources = world.sources();
        let sources: Vec<(&str, &str)> = sources
            .iter()
            .map(|(name, sdl)| (name.as_str(), sdl.as_str()))
            .collect();
        // Not every random split is a graph that composes; most are.
        let supergraph = match try_composed(&sources) {
            Ok(supergraph) => supergraph,
            Err(findings) => {
                println!("seed {seed}: {findings}");
                refused += 1;
                continue;
            }
        };
        for round in 0..6 {
            let operation = operations::operation(&mut dice, &supergraph);
            println!("seed {seed} round {round}\n{sources:#?}\n{operation}");
            let plan = planned(&supergraph, &operation);
            let text = plan.to_string();
            assert!(!text.contains("unreachable"), "{text}");
            // The same in parts: each is written after its fetches, and nothing is missing.
            let deferred = deferring(&mut dice, &operation);
            println!("{deferred}");
            let in_parts = planned_deferring(&supergraph, &deferred, &BTreeSet::new());
            let text = in_parts.to_string();
            assert!(!text.contains("unreachable"), "{text}");
        }
    }
    let all = seeds().count();
    println!("{refused} of {all} splits do not compose");
    assert!(
        refused * 4 <= all,
        "{refused} of {all} splits do not compose"
    );
}
