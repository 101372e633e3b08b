//! Makes a case smaller, as long as it shows a fault of the same kind.

mod operations;
mod schemas;

use crate::case::{Case, Settings};
use crate::grants::Claims;
use crate::judge::{Split, Verdict};

/// Smaller cases that are tried at most.
const TRIES: usize = 6_000;

/// The smallest case found with a verdict like that one.
///
/// Leaving something out of a subgraph is tried by composing what is left: what does not compose is no smaller case.
pub fn shrink(case: &Case, verdict: &Verdict) -> Case {
    let mut shrinking = Shrinking {
        case: case.clone(),
        verdict: verdict.clone(),
        left: TRIES,
    };
    while shrinking.left > 0 && shrinking.round() {}
    shrinking.case
}

struct Shrinking {
    case: Case,
    verdict: Verdict,
    left: usize,
}

impl Shrinking {
    /// Whether anything could be left out.
    fn round(&mut self) -> bool {
        let mut smaller = self.settings();
        smaller |= self.operation();
        smaller | self.subgraphs()
    }

    fn shows(&mut self, split: &Split, case: &Case) -> bool {
        self.left = self.left.saturating_sub(1);
        split
            .judge(&case.operation, &case.settings)
            .is_like(&self.verdict)
    }

    fn settings(&mut self) -> bool {
        let Ok(split) = Split::of(&self.case.subgraphs) else {
            return false;
        };
        let mut smaller = false;
        let settings = &self.case.settings;
        let mut candidates = Vec::new();
        for name in &settings.throws {
            let mut less = settings.clone();
            less.throws.remove(name);
            candidates.push(less);
        }
        for label in &settings.labels {
            let mut less = settings.clone();
            less.labels.remove(label);
            candidates.push(less);
        }
        candidates.push(Settings {
            claims: Claims::default(),
            ..settings.clone()
        });
        for candidate in candidates {
            // Each leaves one thing out of what was there at first: keep what is out already.
            let mut case = self.case.clone();
            case.settings
                .throws
                .retain(|it| candidate.throws.contains(it));
            case.settings
                .labels
                .retain(|it| candidate.labels.contains(it));
            if candidate.claims.is_none() {
                case.settings.claims = Claims::default();
            }
            if case != self.case && self.left > 0 && self.shows(&split, &case) {
                self.case = case;
                smaller = true;
            }
        }
        smaller
    }

    fn operation(&mut self) -> bool {
        let Ok(split) = Split::of(&self.case.subgraphs) else {
            return false;
        };
        let mut smaller = false;
        let mut at = 0;
        while let Some(text) = operations::without(&self.case.operation, at) {
            if self.left == 0 {
                break;
            }
            let mut case = self.case.clone();
            case.operation = text;
            operations::drop_unused_values(&mut case);
            if self.shows(&split, &case) {
                self.case = case;
                smaller = true;
            } else {
                at += 1;
            }
        }
        smaller
    }

    fn subgraphs(&mut self) -> bool {
        let mut smaller = false;
        for home in (0..self.case.subgraphs.len()).rev() {
            let mut case = self.case.clone();
            case.subgraphs.remove(home);
            if case.subgraphs.len() > 1 && self.composes_and_shows(&case) {
                self.case = case;
                smaller = true;
                continue;
            }
            let mut at = 0;
            while let Some(sdl) = schemas::without(&self.case.subgraphs[home].1, at) {
                if self.left == 0 {
                    return smaller;
                }
                let mut case = self.case.clone();
                case.subgraphs[home].1 = sdl;
                if self.composes_and_shows(&case) {
                    self.case = case;
                    smaller = true;
                } else {
                    at += 1;
                }
            }
        }
        smaller
    }

    fn composes_and_shows(&mut self, case: &Case) -> bool {
        self.left = self.left.saturating_sub(1);
        match Split::of(&case.subgraphs) {
            Ok(split) => self.shows(&split, case),
            Err(_) => false,
        }
    }
}
