//! What callers hold, and what fields and types ask of them (`@authenticated`, `@requiresScopes`, `@policy`).

use std::collections::BTreeSet;

use apollo_compiler::ast::{Directive, DirectiveList, Value};
use serde::{Deserialize, Serialize};

/// The claims of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Claims {
    pub authenticated: bool,
    pub scopes: BTreeSet<String>,
    pub policies: BTreeSet<String>,
}

impl Claims {
    pub(crate) fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// What one element of one subgraph asks. Lists are alternatives of names that must all be held; none: nothing is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) authenticated: bool,
    pub(crate) scopes: Vec<Vec<String>>,
    pub(crate) policies: Vec<Vec<String>>,
}

impl Rule {
    pub(crate) fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// As an element is marked with it.
    pub(crate) fn of(directives: &DirectiveList) -> Self {
        let lists = |name: &str, argument: &str| {
            let directive = directives.get(name);
            directive.map_or_else(Vec::new, |directive| alternatives(directive, argument))
        };
        Self {
            authenticated: directives.has("authenticated"),
            scopes: lists("requiresScopes", "scopes"),
            policies: lists("policy", "policies"),
        }
    }

    pub(crate) fn allows(&self, claims: &Claims) -> bool {
        let holds = |lists: &[Vec<String>], held: &BTreeSet<String>| {
            let all = |names: &Vec<String>| names.iter().all(|name| held.contains(name));
            lists.is_empty() || lists.iter().any(all)
        };
        (claims.authenticated || !self.authenticated)
            && holds(&self.scopes, &claims.scopes)
            && holds(&self.policies, &claims.policies)
    }

    /// What asks all that both ask.
    #[must_use]
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self {
            authenticated: self.authenticated || other.authenticated,
            scopes: both(&self.scopes, &other.scopes),
            policies: both(&self.policies, &other.policies),
        }
    }
}

fn both(one: &[Vec<String>], other: &[Vec<String>]) -> Vec<Vec<String>> {
    if one.is_empty() || other.is_empty() {
        return [one, other].concat();
    }
    let pairs = one
        .iter()
        .flat_map(|one| other.iter().map(move |other| (one, other)));
    let united = pairs.map(|(one, other)| {
        let names: BTreeSet<&String> = one.iter().chain(other).collect();
        names.into_iter().cloned().collect::<Vec<String>>()
    });
    // An alternative is worth naming once.
    united
        .collect::<BTreeSet<Vec<String>>>()
        .into_iter()
        .collect()
}

fn alternatives(directive: &Directive, argument: &str) -> Vec<Vec<String>> {
    let Some(value) = directive.specified_argument_by_name(argument) else {
        return Vec::new();
    };
    let lists = items(value).map(|list| {
        let names = items(list).filter_map(|name| name.as_str());
        names.map(str::to_owned).collect()
    });
    lists.collect()
}

/// A list's items; a value that stands for a list of one.
fn items(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value.as_list() {
        Some(list) => Box::new(list.iter().map(|item| &**item)),
        None => Box::new(std::iter::once(value)),
    }
}
