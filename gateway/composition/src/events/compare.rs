//! Two versions of one contract, keyword by keyword.

use serde_json::{Map, Value};

use super::contract::{self, Document};
use super::{Contract, names, place};
use crate::{Diagnostic, Severity};

/// References may circle; no event is nested deeper.
const MAX_DEPTH: usize = 32;

/// Keywords that set a lower bound, and those that set an upper one.
const LOWER: [&str; 4] = ["minimum", "minLength", "minItems", "exclusiveMinimum"];
const UPPER: [&str; 4] = ["maximum", "maxLength", "maxItems", "exclusiveMaximum"];
const SHAPES: [&str; 2] = ["pattern", "format"];

type Schema = Map<String, Value>;

pub(super) fn schemas(contract: &Contract, old: &Document, new: &Document) -> Vec<Diagnostic> {
    let mut comparison = Comparison {
        contract,
        old,
        new,
        path: Vec::new(),
        findings: Vec::new(),
    };
    comparison.schema(&old.root, &new.root);
    comparison.findings
}

struct Comparison<'a> {
    contract: &'a Contract,
    old: &'a Document,
    new: &'a Document,
    /// Names of fields on the way down; `[]` for items.
    path: Vec<&'a str>,
    findings: Vec<Diagnostic>,
}

impl<'a> Comparison<'a> {
    fn tell(&mut self, severity: Severity, code: &'static str, problem: String) {
        let message = format!("`{}`: {problem}", self.contract.name);
        let keys: Vec<&str> = self
            .path
            .iter()
            .copied()
            .filter(|key| *key != "[]")
            .collect();
        let place = place::of_path(self.contract, &keys);
        let finding = Diagnostic::new(severity, code, message).at(place);
        self.findings.push(match severity {
            Severity::Error => finding.fix(self.way_out()),
            Severity::Warning | Severity::Hint => finding,
        });
    }

    fn way_out(&self) -> String {
        let (stem, version) = names::version(&self.contract.name);
        let next = version.unwrap_or(1) + 1;
        format!("leave it as it was, and describe the change in `{stem}.v{next}.json` beside it")
    }

    fn here(&self) -> String {
        match self.path.as_slice() {
            [] => "the event".to_owned(),
            path => format!("`{}`", path.join(".").replace(".[]", "[]")),
        }
    }

    fn below(&mut self, key: &'a str, old: &'a Value, new: &'a Value) {
        if self.path.len() < MAX_DEPTH {
            self.path.push(key);
            self.schema(old, new);
            self.path.pop();
        }
    }

    fn schema(&mut self, old: &'a Value, new: &'a Value) {
        let (old, new) = (self.old.resolved(old), self.new.resolved(new));
        if self.types(old, new) {
            self.values(old, new);
            self.bounds(old, new);
            self.fields(old, new);
            if let (Some(old), Some(new)) = (old.get("items"), new.get("items")) {
                self.below("[]", old, new);
            }
        }
    }

    /// False when the rest cannot be compared.
    fn types(&mut self, old: &Schema, new: &Schema) -> bool {
        let (before, after) = (contract::types(old), contract::types(new));
        let same = before.iter().all(|ty| after.contains(ty))
            && after.iter().all(|ty| before.contains(ty));
        if same {
            return true;
        }
        let told = |types: &[&str]| match types {
            [] => "anything".to_owned(),
            types => types.join(" or "),
        };
        let problem = format!(
            "{} was {}, and is {}",
            self.here(),
            told(&before),
            told(&after)
        );
        self.tell(Severity::Error, names::EVENT_TYPE_CHANGED, problem);
        false
    }

    fn values(&mut self, old: &Schema, new: &Schema) {
        let list = |schema: &Schema| -> Option<Vec<String>> {
            match (schema.get("enum"), schema.get("const")) {
                (Some(Value::Array(values)), _) => {
                    Some(values.iter().map(Value::to_string).collect())
                }
                (_, Some(value)) => Some(vec![value.to_string()]),
                (_, None) => None,
            }
        };
        match (list(old), list(new)) {
            (Some(old), Some(new)) => {
                for value in old.iter().filter(|value| !new.contains(value)) {
                    let problem = format!("{} may not be {value} any more", self.here());
                    self.tell(Severity::Error, names::EVENT_ENUM_VALUE_REMOVED, problem);
                }
                for value in new.iter().filter(|value| !old.contains(value)) {
                    let problem = format!(
                        "{} may be {value} now, which consumers may not know",
                        self.here()
                    );
                    self.tell(Severity::Warning, names::EVENT_ENUM_VALUE_ADDED, problem);
                }
            }
            (None, Some(_)) => {
                let problem = format!("{} is one of a list now", self.here());
                self.tell(Severity::Error, names::EVENT_ENUM_VALUE_REMOVED, problem);
            }
            (Some(_), None) => {
                let problem = format!(
                    "{} may be anything now, which consumers may not know",
                    self.here()
                );
                self.tell(Severity::Warning, names::EVENT_ENUM_VALUE_ADDED, problem);
            }
            (None, None) => {}
        }
    }

    fn bounds(&mut self, old: &Schema, new: &Schema) {
        for keyword in LOWER.iter().chain(&UPPER) {
            let number = |schema: &Schema| schema.get(*keyword).and_then(Value::as_f64);
            let lower = LOWER.contains(keyword);
            let stricter = match (number(old), number(new)) {
                (None, None) => continue,
                (Some(old), Some(new)) if old == new => continue,
                (None, Some(_)) => true,
                (Some(_), None) => false,
                (Some(old), Some(new)) => (new > old) == lower,
            };
            self.bound(keyword, stricter);
        }
        for keyword in SHAPES {
            match (old.get(keyword), new.get(keyword)) {
                (old, new) if old == new => {}
                // Which of two patterns allows more is not known.
                (_, Some(_)) => self.bound(keyword, true),
                (_, None) => self.bound(keyword, false),
            }
        }
    }

    fn bound(&mut self, keyword: &str, stricter: bool) {
        if stricter {
            let problem = format!("the `{keyword}` of {} is stricter", self.here());
            self.tell(Severity::Error, names::EVENT_BOUND_TIGHTENED, problem);
        } else {
            let problem = format!("the `{keyword}` of {} is looser", self.here());
            self.tell(Severity::Warning, names::EVENT_BOUND_LOOSENED, problem);
        }
    }

    fn fields(&mut self, old: &'a Schema, new: &'a Schema) {
        match (contract::is_closed(old), contract::is_closed(new)) {
            (false, true) if !contract::types(old).is_empty() => {
                let problem = format!("{} takes no additional properties any more", self.here());
                self.tell(Severity::Error, names::EVENT_CLOSED, problem);
            }
            (true, false) => {
                let problem = format!("{} may have additional properties now", self.here());
                self.tell(Severity::Warning, names::EVENT_OPENED, problem);
            }
            (_, _) => {}
        }
        let required = (
            contract::strings(old, "required"),
            contract::strings(new, "required"),
        );
        let properties = |schema: &'a Schema| schema.get("properties").and_then(Value::as_object);
        let (before, after) = (properties(old), properties(new));
        for (name, schema) in before.into_iter().flatten() {
            match after.and_then(|after| after.get(name)) {
                Some(now) => {
                    self.presence(
                        name,
                        required.0.contains(&name.as_str()),
                        required.1.contains(&name.as_str()),
                    );
                    self.below(name, schema, now);
                }
                None => {
                    let problem = format!("`{name}` was removed from {}", self.here());
                    self.tell(Severity::Error, names::EVENT_FIELD_REMOVED, problem);
                }
            }
        }
        for (name, _) in after.into_iter().flatten() {
            if before.is_none_or(|before| !before.contains_key(name)) {
                self.added(name, required.1.contains(&name.as_str()));
            }
        }
    }

    fn presence(&mut self, name: &'a str, before: bool, after: bool) {
        let (severity, code, problem) = match (before, after) {
            (false, true) => (
                Severity::Error,
                names::EVENT_FIELD_REQUIRED,
                format!("`{name}` must be there now, and stored events may lack it"),
            ),
            (true, false) => (
                Severity::Error,
                names::EVENT_FIELD_OPTIONAL,
                format!("`{name}` need not be there any more, and consumers rely on it"),
            ),
            (true, true) | (false, false) => return,
        };
        self.path.push(name);
        self.tell(severity, code, problem);
        self.path.pop();
    }

    fn added(&mut self, name: &'a str, required: bool) {
        let (severity, code, problem) = if required {
            (
                Severity::Error,
                names::EVENT_FIELD_REQUIRED,
                format!("`{name}` is new and must be there: stored events lack it"),
            )
        } else {
            (
                Severity::Hint,
                names::EVENT_FIELD_ADDED,
                format!("`{name}` is new; consumers that do not know it must let it pass"),
            )
        };
        self.path.push(name);
        self.tell(severity, code, problem);
        self.path.pop();
    }
}
