//! `oneOf` and `anyOf`: the forms that a value may have.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Comparison, Step};
use crate::Severity;
use crate::events::contract::{Document, Schema, members, types};
use crate::events::keywords::ANNOTATIONS;
use crate::events::names;

impl Comparison<'_> {
    pub(super) fn variants(&mut self, old: &Schema, new: &Schema) {
        for keyword in ["oneOf", "anyOf"] {
            match (forms(old, keyword), forms(new, keyword)) {
                (Some(before), Some(after)) => self.forms(before, after),
                (None, Some(_)) => self.bound(keyword, true),
                (Some(_), None) => self.bound(keyword, false),
                (None, None) => {}
            }
        }
    }

    /// Equal forms belong together, then those that look alike; the rest were removed or added.
    fn forms(&mut self, before: &[Value], after: &[Value]) {
        let mut open: Vec<Option<&Value>> = after.iter().map(Some).collect();
        let mut unequal = Vec::new();
        for (number, form) in before.iter().enumerate() {
            let equal = |other: &Option<&Value>| other.is_some_and(|other| self.equal(form, other));
            match open.iter().position(equal).and_then(|at| open[at].take()) {
                // What they refer to may differ further down.
                Some(other) => self.below(Step::Variant(number), form, other),
                None => unequal.push((number, form)),
            }
        }
        for (number, form) in unequal {
            let mark = self::mark(self.old, form);
            let like = |other: &Option<&Value>| {
                other.is_some_and(|other| self::mark(self.new, other) == mark)
            };
            match open
                .iter()
                .position(like)
                .and_then(|place| open[place].take())
            {
                Some(other) => self.below(Step::Variant(number), form, other),
                None => {
                    let problem = format!("form {} of {} is gone", number + 1, self.here());
                    self.tell(Severity::Error, names::EVENT_VARIANT_REMOVED, problem);
                }
            }
        }
        for (number, _) in open.iter().enumerate().filter(|(_, form)| form.is_some()) {
            let problem = format!(
                "form {} of {} is new, which consumers may not know",
                number + 1,
                self.here()
            );
            self.tell(Severity::Warning, names::EVENT_VARIANT_ADDED, problem);
        }
    }

    fn equal(&self, old: &Value, new: &Value) -> bool {
        let (before, after) = (self.old, self.new);
        let (old, new) = (before.resolved(old), after.resolved(new));
        asked(&old).eq(asked(&new))
    }
}

/// Keywords that ask for something, in a fixed order.
fn asked(schema: &Schema) -> impl Iterator<Item = (&String, &Value)> {
    let asks = schema
        .iter()
        .filter(|(key, _)| !ANNOTATIONS.contains(&key.as_str()));
    asks.collect::<BTreeMap<_, _>>().into_iter()
}

fn forms<'a>(schema: &'a Schema, keyword: &str) -> Option<&'a [Value]> {
    schema
        .get(keyword)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
}

/// What tells a form from its siblings: its reference, the constants of its fields, else its type.
fn mark(document: &Document, form: &Value) -> String {
    if let Some(reference) = form.get("$ref") {
        return reference.to_string();
    }
    let schema = document.resolved(form);
    let constants: Vec<String> = members(&schema, "properties")
        .filter_map(|(name, field)| Some(format!("{name}={}", field.get("const")?)))
        .collect();
    if constants.is_empty() {
        format!("{:?} {:?}", schema.get("title"), types(&schema))
    } else {
        constants.join(" ")
    }
}
