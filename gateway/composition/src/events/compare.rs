//! Two versions of one contract, keyword by keyword.

mod objects;
mod variants;

use serde_json::Value;

use super::contract::{self, Document, Schema};
use super::keywords::{LOWER, SHAPES, UPPER, WHOLE};
use super::{Contract, names, place};
use crate::{Diagnostic, Severity};

/// References may circle; no event is nested deeper.
const MAX_DEPTH: usize = 32;

/// Schemas that are compared in one contract. References multiply what is written.
const MAX_SCHEMAS: usize = 10_000;

pub(super) fn schemas(contract: &Contract, old: &Document, new: &Document) -> Vec<Diagnostic> {
    let mut comparison = Comparison {
        contract,
        old,
        new,
        path: Vec::new(),
        following: Vec::new(),
        left: MAX_SCHEMAS,
        findings: Vec::new(),
    };
    comparison.schema(&old.root, &new.root);
    comparison.findings.sort();
    comparison.findings.dedup();
    comparison.findings
}

struct Comparison<'a> {
    contract: &'a Contract,
    old: &'a Document,
    new: &'a Document,
    path: Vec<Step>,
    /// References that are being followed: a schema may refer to itself.
    following: Vec<(String, String)>,
    left: usize,
    findings: Vec<Diagnostic>,
}

/// A step on the way down.
#[derive(Debug, Clone)]
enum Step {
    Field(String),
    /// Of a list.
    Items,
    /// A field that is not named.
    AnyField,
    /// One of several forms.
    Variant(usize),
}

impl Comparison<'_> {
    fn tell(&mut self, severity: Severity, code: &'static str, problem: String) {
        let message = format!("`{}`: {problem}", self.contract.name);
        let keys = self.path.iter().filter_map(|step| match step {
            Step::Field(name) => Some(name.as_str()),
            Step::Items | Step::AnyField | Step::Variant(_) => None,
        });
        let place = place::of_path(self.contract, keys);
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

    /// `price.tiers[].amount`
    fn here(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            match step {
                Step::Field(name) if text.is_empty() => text.push_str(name),
                Step::Field(name) => text.extend([".", name]),
                Step::Items => text.push_str("[]"),
                Step::AnyField => text.push_str(".*"),
                Step::Variant(number) => text.push_str(&format!(" (form {})", number + 1)),
            }
        }
        match text.as_str() {
            "" => "the event".to_owned(),
            path if path.starts_with(' ') => format!("the event{path}"),
            path => format!("`{path}`"),
        }
    }

    /// A field of what is looked at, with its path.
    fn field_here(&mut self, name: &str) -> String {
        self.path.push(Step::Field(name.to_owned()));
        let here = self.here();
        self.path.pop();
        here
    }

    fn below(&mut self, step: Step, old: &Value, new: &Value) {
        if old == new && self.old.root == self.new.root {
            return;
        }
        if self.path.len() >= MAX_DEPTH || self.left == 0 {
            return;
        }
        let refers = [old, new].iter().any(|schema| schema.get("$ref").is_some());
        let pair = refers.then(|| (old.to_string(), new.to_string()));
        if pair
            .as_ref()
            .is_some_and(|pair| self.following.contains(pair))
        {
            return;
        }
        let depth = self.following.len();
        self.following.extend(pair);
        self.path.push(step);
        self.schema(old, new);
        self.path.pop();
        self.following.truncate(depth);
    }

    fn schema(&mut self, old: &Value, new: &Value) {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            let problem = "is too large to be compared to its end".to_owned();
            self.tell(Severity::Error, names::EVENT_NOT_JUDGED, problem);
            return;
        }
        let (before, after) = (self.old, self.new);
        let (old, new) = (before.resolved(old), after.resolved(new));
        if self.types(&old, &new) {
            self.values(&old, &new);
            self.bounds(&old, &new);
            self.objects(&old, &new);
            if let (Some(old), Some(new)) = (old.get("items"), new.get("items")) {
                self.below(Step::Items, old, new);
            } else if old.get("items") != new.get("items") {
                self.bound("items", new.contains_key("items"));
            }
            self.variants(&old, &new);
            self.whole(&old, &new);
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
                (_, Some(Value::Bool(false))) => self.bound(keyword, false),
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

    /// What says more than can be weighed must stay as it is.
    fn whole(&mut self, old: &Schema, new: &Schema) {
        for keyword in WHOLE {
            if old.get(keyword) != new.get(keyword) {
                let problem = format!("`{keyword}` of {} changed", self.here());
                self.tell(Severity::Error, names::EVENT_NOT_JUDGED, problem);
            }
        }
    }
}
