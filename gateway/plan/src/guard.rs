//! `@skip` and `@include`, as conditions on client variables.

use serde::Serialize;

/// A disjunction of conjunctions: it holds when one of its alternatives holds in full.
///
/// One plan serves every value of the variables; a plan a combination would be 2^n plans.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Guard {
    /// Sorted, without duplicates. An empty conjunction always holds; no alternative never holds.
    alternatives: Vec<Vec<Literal>>,
}

/// A Boolean variable or its negation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Literal {
    /// Without the `$`.
    pub variable: String,
    /// `true` for `@include(if: $v)`, `false` for `@skip(if: $v)`.
    pub value: bool,
}

impl Default for Guard {
    fn default() -> Self {
        Self::always()
    }
}

impl Guard {
    pub fn always() -> Self {
        Self {
            alternatives: vec![Vec::new()],
        }
    }

    pub fn never() -> Self {
        Self {
            alternatives: Vec::new(),
        }
    }

    pub fn literal(variable: impl Into<String>, value: bool) -> Self {
        Self {
            alternatives: vec![vec![Literal {
                variable: variable.into(),
                value,
            }]],
        }
    }

    pub fn is_always(&self) -> bool {
        self.alternatives.iter().any(Vec::is_empty)
    }

    pub fn is_never(&self) -> bool {
        self.alternatives.is_empty()
    }

    pub fn alternatives(&self) -> &[Vec<Literal>] {
        &self.alternatives
    }

    /// Holds when either holds.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self::normal(
            self.alternatives
                .iter()
                .chain(&other.alternatives)
                .cloned()
                .collect(),
        )
    }

    /// Holds when both hold.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let pairs = self.alternatives.iter().flat_map(|a| {
            other
                .alternatives
                .iter()
                .map(move |b| a.iter().chain(b).cloned().collect::<Vec<_>>())
        });
        Self::normal(pairs.collect())
    }

    /// Decides the guard, given the value of each variable.
    pub fn holds(&self, value_of: impl Fn(&str) -> bool) -> bool {
        self.alternatives.iter().any(|all| {
            all.iter()
                .all(|literal| value_of(&literal.variable) == literal.value)
        })
    }

    /// Sorts, drops contradictions and alternatives that another one implies.
    fn normal(alternatives: Vec<Vec<Literal>>) -> Self {
        let mut kept: Vec<Vec<Literal>> = Vec::with_capacity(alternatives.len());
        for mut all in alternatives {
            all.sort();
            all.dedup();
            let contradicts = all
                .windows(2)
                .any(|pair| pair[0].variable == pair[1].variable);
            let implied = kept
                .iter()
                .any(|other| other.iter().all(|literal| all.contains(literal)));
            if contradicts || implied {
                continue;
            }
            kept.retain(|other| !all.iter().all(|literal| other.contains(literal)));
            kept.push(all);
        }
        kept.sort();
        Self { alternatives: kept }
    }
}
