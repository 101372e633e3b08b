//! A case as text: subgraphs, an operation, and what the request says besides. Kept cases are files of this form.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::grants::Claims;

/// A subgraph's name and SDL.
pub type Subgraph = (String, String);

/// All that one comparison depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What the case is about; lines that start with `#`.
    pub about: String,
    pub subgraphs: Vec<Subgraph>,
    pub operation: String,
    pub settings: Settings,
}

/// The request besides its document, and what goes wrong behind it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// As the client sends them.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub variables: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation_name: Option<String>,
    /// Labels of progressive overrides that hold.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub labels: BTreeSet<String>,
    /// Fields, as `Type.field`, whose resolver fails for half of the objects.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub throws: BTreeSet<String>,
    /// Subgraphs that do not answer at all.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub down: BTreeSet<String>,
    /// Subgraphs answer `null` for some entities.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
    /// Keys that may be null are null for some objects.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub null_keys: bool,
    /// What the caller holds.
    #[serde(skip_serializing_if = "Claims::is_none")]
    pub claims: Claims,
    /// Whether the operation is also asked with some of its selections deferred.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deferred: bool,
}

impl Settings {
    /// What the answer is depends on who was asked: only what holds for every plan can be compared.
    pub(crate) fn is_broken(&self) -> bool {
        self.lost || self.null_keys || !self.down.is_empty()
    }

    /// An entity that is not there is no error.
    pub(crate) fn is_silent(&self) -> bool {
        self.lost || self.null_keys
    }
}

const MARK: &str = "=== ";

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.about.lines() {
            writeln!(f, "# {line}")?;
        }
        for (name, sdl) in &self.subgraphs {
            writeln!(f, "{MARK}subgraph {name}\n{}", sdl.trim_end())?;
        }
        writeln!(f, "{MARK}operation\n{}", self.operation.trim_end())?;
        let settings = serde_json::to_string_pretty(&self.settings).map_err(|_| fmt::Error)?;
        writeln!(f, "{MARK}settings\n{settings}")
    }
}

impl Case {
    /// Reads what [`Self`] prints.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mark = format!("\n{MARK}");
        let mut sections = text.split(&mark);
        let about = sections.next().unwrap_or_default();
        let about: Vec<&str> = about
            .lines()
            .map(|line| line.trim_start_matches('#').trim())
            .collect();
        let mut case = Self {
            about: about.join("\n"),
            subgraphs: Vec::new(),
            operation: String::new(),
            settings: Settings::default(),
        };
        for section in sections {
            let (head, body) = section.split_once('\n').unwrap_or((section, ""));
            match head.trim().split_once(' ') {
                Some(("subgraph", name)) => {
                    case.subgraphs.push((name.to_owned(), body.to_owned()));
                }
                None if head.trim() == "operation" => case.operation = body.to_owned(),
                None if head.trim() == "settings" => {
                    case.settings = serde_json::from_str(body).map_err(|why| why.to_string())?;
                }
                Some(_) | None => return Err(format!("no section is called {head}")),
            }
        }
        Ok(case)
    }
}
