//! The fields of objects: those that are named, those that must be there, and all others.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Comparison, Step};
use crate::Severity;
use crate::events::contract::{Schema, members, strings, types};
use crate::events::names;

/// What an object takes beside the fields that it names.
#[derive(Clone, Copy, PartialEq)]
enum Others<'a> {
    Anything,
    Nothing,
    Some(&'a Value),
}

impl<'a> Others<'a> {
    fn of(schema: &'a Schema) -> Self {
        match schema.get("additionalProperties") {
            None | Some(Value::Bool(true)) => Self::Anything,
            Some(Value::Bool(false)) => Self::Nothing,
            Some(schema) => Self::Some(schema),
        }
    }
}

impl Comparison<'_> {
    pub(super) fn objects(&mut self, old: &Schema, new: &Schema) {
        self.others(old, new);
        let required = (strings(old, "required"), strings(new, "required"));
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for schema in [old, new] {
            names.extend(members(schema, "properties").map(|(name, _)| name.as_str()));
        }
        names.extend(required.0.iter().chain(&required.1));
        for name in names {
            let property = |schema: &'_ Schema| schema.get("properties")?.get(name).cloned();
            let must = (required.0.contains(&name), required.1.contains(&name));
            match (property(old), property(new)) {
                (Some(before), Some(after)) => {
                    self.presence(name, must);
                    self.below(Step::Field(name.to_owned()), &before, &after);
                }
                (Some(_), None) => {
                    let problem = format!("`{name}` was removed from {}", self.here());
                    self.tell(Severity::Error, names::EVENT_FIELD_REMOVED, problem);
                }
                (None, Some(_)) if must.0 => self.presence(name, must),
                (None, Some(_)) => self.added(name, must.1),
                (None, None) => self.presence(name, must),
            }
        }
        self.patterns(old, new);
        self.dependent(old, new);
    }

    fn others(&mut self, old: &Schema, new: &Schema) {
        let about_objects = |schema: &Schema| {
            types(schema).contains(&"object") || schema.contains_key("properties")
        };
        match (Others::of(old), Others::of(new)) {
            (before, after) if before == after => {}
            (Others::Some(before), Others::Some(after)) => {
                self.below(Step::AnyField, before, after);
            }
            (Others::Anything | Others::Some(_), Others::Nothing) => {
                let problem = format!("{} takes no additional properties any more", self.here());
                self.tell(Severity::Error, names::EVENT_CLOSED, problem);
            }
            (Others::Anything, Others::Some(_)) => {
                let problem = format!(
                    "{} does not take all additional properties any more",
                    self.here()
                );
                self.tell(Severity::Error, names::EVENT_CLOSED, problem);
            }
            (Others::Nothing | Others::Some(_), _) if about_objects(new) => {
                let problem = format!("{} may have additional properties now", self.here());
                self.tell(Severity::Warning, names::EVENT_OPENED, problem);
            }
            (Others::Anything | Others::Nothing | Others::Some(_), _) => {}
        }
    }

    fn patterns(&mut self, old: &Schema, new: &Schema) {
        for (pattern, before) in members(old, "patternProperties") {
            match new
                .get("patternProperties")
                .and_then(|all| all.get(pattern))
            {
                Some(after) => self.below(Step::AnyField, before, after),
                None => {
                    let problem =
                        format!("the fields `{pattern}` were removed from {}", self.here());
                    self.tell(Severity::Error, names::EVENT_FIELD_REMOVED, problem);
                }
            }
        }
        for (pattern, _) in members(new, "patternProperties") {
            let known = old
                .get("patternProperties")
                .and_then(|all| all.get(pattern));
            if known.is_none() {
                let problem = format!(
                    "the fields `{pattern}` of {} are described now, and stored events may have others",
                    self.here()
                );
                self.tell(Severity::Error, names::EVENT_BOUND_TIGHTENED, problem);
            }
        }
    }

    /// `dependentRequired`: what must be there where another field is.
    fn dependent(&mut self, old: &Schema, new: &Schema) {
        let pairs = |schema: &Schema| -> BTreeSet<(String, String)> {
            let named = members(schema, "dependentRequired").flat_map(|(trigger, names)| {
                let names = names.as_array().into_iter().flatten();
                let names = names.filter_map(Value::as_str);
                names.map(|name| (trigger.clone(), name.to_owned()))
            });
            named.collect()
        };
        let (before, after) = (pairs(old), pairs(new));
        for (trigger, name) in after.difference(&before) {
            let field = self.field_here(name);
            let problem = format!(
                "{field} must be there now where `{trigger}` is, and stored events may lack it"
            );
            self.tell(Severity::Error, names::EVENT_FIELD_REQUIRED, problem);
        }
        for (trigger, name) in before.difference(&after) {
            let field = self.field_here(name);
            let problem = format!(
                "{field} need not be there any more where `{trigger}` is, and consumers rely on it"
            );
            self.tell(Severity::Error, names::EVENT_FIELD_OPTIONAL, problem);
        }
    }

    fn presence(&mut self, name: &str, must: (bool, bool)) {
        self.path.push(Step::Field(name.to_owned()));
        let field = self.here();
        match must {
            (false, true) => {
                let problem = format!("{field} must be there now, and stored events may lack it");
                self.tell(Severity::Error, names::EVENT_FIELD_REQUIRED, problem);
            }
            (true, false) => {
                let problem =
                    format!("{field} need not be there any more, and consumers rely on it");
                self.tell(Severity::Error, names::EVENT_FIELD_OPTIONAL, problem);
            }
            (true, true) | (false, false) => {}
        }
        self.path.pop();
    }

    fn added(&mut self, name: &str, required: bool) {
        self.path.push(Step::Field(name.to_owned()));
        let field = self.here();
        if required {
            let problem = format!("{field} is new and must be there: stored events lack it");
            self.tell(Severity::Error, names::EVENT_FIELD_REQUIRED, problem);
        } else {
            let problem = format!("{field} is new; consumers that do not know it must let it pass");
            self.tell(Severity::Hint, names::EVENT_FIELD_ADDED, problem);
        }
        self.path.pop();
    }
}
