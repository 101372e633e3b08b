//! Whether an operation may be answered in parts, and what decides it.

use std::collections::BTreeSet;

use apollo_compiler::ast::DirectiveList;
use apollo_compiler::executable::{Operation, Selection, SelectionSet};
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::{ExecutableDocument, Name};

/// The `@defer`s of an operation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Deferrals {
    any: bool,
    /// Variables of their `if`.
    variables: BTreeSet<Name>,
}

impl Deferrals {
    /// Those of the operation, and of every fragment of its document.
    pub(crate) fn of(document: &ExecutableDocument, operation: &Operation) -> Self {
        let mut found = Self::default();
        found.selection(&operation.selection_set);
        for fragment in document.fragments.values() {
            found.selection(&fragment.selection_set);
        }
        found
    }

    fn selection(&mut self, set: &SelectionSet) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => self.selection(&field.selection_set),
                Selection::FragmentSpread(spread) => self.directives(&spread.directives),
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.directives);
                    self.selection(&fragment.selection_set);
                }
            }
        }
    }

    fn directives(&mut self, directives: &DirectiveList) {
        if let Some(directive) = directives.get("defer") {
            self.any = true;
            let condition = directive.specified_argument_by_name("if");
            let variable = condition.and_then(|value| value.as_variable());
            self.variables.extend(variable.cloned());
        }
    }

    /// The same for a request in which every variable of an `if` is true.
    pub(crate) fn all(&self) -> Option<BTreeSet<String>> {
        let names = self.variables.iter().map(ToString::to_string);
        self.any.then(|| names.collect())
    }

    /// The variables that are true, which a plan in parts depends on; `None` where the answer comes whole.
    pub(crate) fn decide(
        &self,
        takes_parts: bool,
        variables: &JsonMap,
    ) -> Option<BTreeSet<String>> {
        if !self.any || !takes_parts {
            return None;
        }
        let holds = |name: &&Name| variables.get(name.as_str()) == Some(&JsonValue::Bool(true));
        let names = self.variables.iter().filter(holds);
        Some(names.map(ToString::to_string).collect())
    }
}
