//! What an operation may be, checked on its syntax tree before it is validated or planned.
//!
//! Fragments are measured once and their figures reused, sums saturate: the check is linear in the
//! document whatever the document expands to.

use ahash::HashMap;
use apollo_compiler::Name;
use apollo_compiler::ast::{Definition, Document, FragmentDefinition, Selection};

use crate::config::Limits;
use crate::error::{ErrorCode, Rejection};

/// Fragments that spread one another; a longer chain is refused, which bounds our own recursion too.
const MAX_FRAGMENT_CHAIN: usize = 128;

/// Measures every operation of the document.
///
/// # Errors
/// The first limit that is exceeded, with the figures.
pub(crate) fn check(document: &Document, limits: &Limits) -> Result<(), Rejection> {
    let mut meter = Meter::new(document);
    for definition in &document.definitions {
        let Some(operation) = definition.as_operation_definition() else {
            continue;
        };
        let mut figures = meter.selections(&operation.selection_set, 0)?;
        figures.directives = figures
            .directives
            .saturating_add(operation.directives.len() as u64);
        figures.check(limits)?;
    }
    Ok(())
}

/// What a selection set amounts to, fragments expanded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Figures {
    depth: u64,
    aliases: u64,
    directives: u64,
    selections: u64,
    /// Fields of the set itself.
    fields: u64,
}

impl Figures {
    fn check(&self, limits: &Limits) -> Result<(), Rejection> {
        let rules = [
            (
                self.depth,
                limits.depth,
                ErrorCode::DepthLimitExceeded,
                "nested fields",
            ),
            (
                self.aliases,
                limits.aliases,
                ErrorCode::AliasLimitExceeded,
                "aliases",
            ),
            (
                self.fields,
                limits.root_fields,
                ErrorCode::RootFieldLimitExceeded,
                "root fields",
            ),
            (
                self.directives,
                limits.directives,
                ErrorCode::DirectiveLimitExceeded,
                "directives",
            ),
            (
                self.selections,
                limits.expanded_selections,
                ErrorCode::SelectionLimitExceeded,
                "selections",
            ),
        ];
        for (figure, limit, code, what) in rules {
            if figure > limit as u64 {
                let text = format!("the operation has more than {limit} {what}");
                return Err(Rejection::new(code, text));
            }
        }
        Ok(())
    }

    fn add(&mut self, other: &Self) {
        self.depth = self.depth.max(other.depth);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.selections = self.selections.saturating_add(other.selections);
        self.fields = self.fields.saturating_add(other.fields);
    }
}

/// Measures selection sets, remembering fragments.
struct Meter<'d> {
    fragments: HashMap<&'d Name, &'d FragmentDefinition>,
    /// `None` while a fragment is being measured: a circle, which validation refuses later.
    known: HashMap<&'d Name, Option<Figures>>,
}

impl<'d> Meter<'d> {
    fn new(document: &'d Document) -> Self {
        let fragments = document
            .definitions
            .iter()
            .filter_map(Definition::as_fragment_definition);
        Self {
            fragments: fragments
                .map(|fragment| (&fragment.name, &**fragment))
                .collect(),
            known: HashMap::default(),
        }
    }

    fn selections(&mut self, set: &'d [Selection], chain: usize) -> Result<Figures, Rejection> {
        let mut sum = Figures::default();
        for selection in set {
            let figures = match selection {
                Selection::Field(field) => {
                    let below = self.selections(&field.selection_set, chain)?;
                    Figures {
                        depth: below.depth.saturating_add(1),
                        aliases: below
                            .aliases
                            .saturating_add(u64::from(field.alias.is_some())),
                        directives: below
                            .directives
                            .saturating_add(field.directives.len() as u64),
                        selections: below.selections.saturating_add(1),
                        fields: 1,
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let below = self.selections(&fragment.selection_set, chain)?;
                    below.wrapped(fragment.directives.len())
                }
                Selection::FragmentSpread(spread) => {
                    let below = self.fragment(&spread.fragment_name, chain + 1)?;
                    below.wrapped(spread.directives.len())
                }
            };
            sum.add(&figures);
        }
        Ok(sum)
    }

    fn fragment(&mut self, name: &'d Name, chain: usize) -> Result<Figures, Rejection> {
        if chain > MAX_FRAGMENT_CHAIN {
            let text =
                format!("more than {MAX_FRAGMENT_CHAIN} fragments are nested in one another");
            return Err(Rejection::new(ErrorCode::RecursionLimitExceeded, text));
        }
        if let Some(known) = self.known.get(name) {
            return Ok(known.unwrap_or_default());
        }
        let Some(fragment) = self.fragments.get(name).copied() else {
            return Ok(Figures::default());
        };
        self.known.insert(name, None);
        let figures = self.selections(&fragment.selection_set, chain)?;
        let figures = Figures {
            directives: figures
                .directives
                .saturating_add(fragment.directives.len() as u64),
            ..figures
        };
        self.known.insert(name, Some(figures));
        Ok(figures)
    }
}

impl Figures {
    /// The fragment itself counts as a selection.
    fn wrapped(self, directives: usize) -> Self {
        Self {
            directives: self.directives.saturating_add(directives as u64),
            selections: self.selections.saturating_add(1),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<ErrorCode> {
        let document = Document::parse(text, "test.graphql").unwrap();
        let limits = Limits {
            expanded_selections: 1_000,
            ..Limits::default()
        };
        check(&document, &limits)
            .err()
            .map(|rejection| rejection.code)
    }

    fn nested(levels: usize) -> String {
        format!(
            "{{ {}a{} }}",
            "a { ".repeat(levels - 1),
            " }".repeat(levels - 1)
        )
    }

    #[test]
    fn each_limit_has_its_code() {
        let aliases = |n: usize| (0..n).map(|i| format!("a{i}: a ")).collect::<String>();
        let fields = |n: usize| (0..n).map(|i| format!("f{i} ")).collect::<String>();
        let cases = [
            (nested(15), None),
            (nested(16), Some(ErrorCode::DepthLimitExceeded)),
            (format!("{{ x {{ {} }} }}", aliases(30)), None),
            (
                format!("{{ x {{ {} }} }}", aliases(31)),
                Some(ErrorCode::AliasLimitExceeded),
            ),
            (format!("{{ {} }}", fields(20)), None),
            (
                format!("{{ {} }}", fields(21)),
                Some(ErrorCode::RootFieldLimitExceeded),
            ),
            (format!("{{ x {} }}", "@a ".repeat(50)), None),
            (
                format!("{{ x {} }}", "@a ".repeat(51)),
                Some(ErrorCode::DirectiveLimitExceeded),
            ),
            (format!("{{ x {{ {} }} }}", fields(999)), None),
            (
                format!("{{ x {{ {} }} }}", fields(1_000)),
                Some(ErrorCode::SelectionLimitExceeded),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(refused(&text), expected, "{:.60}", text);
        }
    }

    #[test]
    fn limits_hold_through_fragments() {
        let text = format!(
            "{{ ...F }} fragment F on Q {{ a {{ ...G }} }} fragment G on Q {}",
            nested(15)
        );
        assert_eq!(refused(&text), Some(ErrorCode::DepthLimitExceeded));
        let roots = "{ ...F ...F ...F } fragment F on Q { a b c d e f g }";
        assert_eq!(refused(roots), Some(ErrorCode::RootFieldLimitExceeded));
    }

    #[test]
    fn a_fan_of_fragments_is_measured_without_expanding_it() {
        let mut text = "{ a { ...F0 } }".to_owned();
        for i in 0..60 {
            text.push_str(&format!(" fragment F{i} on Q {{ ...F{0} ...F{0} }}", i + 1));
        }
        text.push_str(" fragment F60 on Q { a }");
        assert_eq!(refused(&text), Some(ErrorCode::SelectionLimitExceeded));
    }

    #[test]
    fn circles_and_long_chains_end() {
        assert_eq!(
            refused("{ ...A } fragment A on Q { ...B } fragment B on Q { a ...A }"),
            None
        );
        let mut text = "{ a { ...F0 } }".to_owned();
        for i in 0..2_000 {
            text.push_str(&format!(" fragment F{i} on Q {{ ...F{} }}", i + 1));
        }
        assert_eq!(refused(&text), Some(ErrorCode::RecursionLimitExceeded));
    }
}
