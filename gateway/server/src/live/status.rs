//! What is to be said of the supergraph in force, its sources and the last attempt to replace it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::ago;
use crate::supergraph_id::SupergraphId;

/// Shared by `/ready`, the metrics and what keeps the supergraph up to date.
#[derive(Debug)]
pub(crate) struct Status {
    now: Mutex<Standing>,
}

/// How things stand.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub(crate) supergraph: SupergraphId,
    pub(crate) since: SystemTime,
    /// It was not composed by this process but found in the state folder.
    pub(crate) from_disk: bool,
    /// Why what the sources say now is not in force.
    pub(crate) failure: Option<Trouble>,
    /// Sources that could not be read, by name; their last SDL counts.
    pub(crate) missing: BTreeMap<Arc<str>, Trouble>,
}

/// Something that does not work, since when.
#[derive(Debug, Clone)]
pub(crate) struct Trouble {
    pub(crate) since: SystemTime,
    pub(crate) what: String,
}

impl Trouble {
    pub(crate) fn now(what: impl Into<String>) -> Self {
        Self {
            since: SystemTime::now(),
            what: what.into(),
        }
    }
}

impl Standing {
    pub(crate) fn new(supergraph: SupergraphId) -> Self {
        Self {
            supergraph,
            since: SystemTime::now(),
            from_disk: false,
            failure: None,
            missing: BTreeMap::new(),
        }
    }
}

impl Status {
    pub(crate) fn new(standing: Standing) -> Self {
        Self {
            now: Mutex::new(standing),
        }
    }

    pub(crate) fn standing(&self) -> Standing {
        self.lock().clone()
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Standing)) {
        change(&mut self.lock());
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        // Every change is whole as soon as it is begun: a panic elsewhere leaves nothing half done.
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For `/ready`: lines for people, the first word of each naming what it is about.
    pub(crate) fn report(&self) -> String {
        let standing = self.standing();
        let mut text = format!(
            "supergraph {} in force for {}{}\n",
            standing.supergraph,
            ago(standing.since),
            if standing.from_disk {
                ", the last good one of an earlier run"
            } else {
                ""
            }
        );
        if let Some(failure) = &standing.failure {
            line(&mut text, "composition fails", failure);
        }
        for (name, missing) in &standing.missing {
            line(&mut text, &format!("subgraph {name} not read"), missing);
        }
        text
    }
}

fn line(text: &mut String, what: &str, trouble: &Trouble) {
    writeln!(text, "{what} for {}: {}", ago(trouble.since), trouble.what)
        .expect("a text takes any text");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_says_what_is_wrong() {
        let status = Status::new(Standing::new(SupergraphId::of("x")));
        assert_eq!(status.report().lines().count(), 1);
        status.change(|standing| {
            standing.from_disk = true;
            standing.failure = Some(Trouble::now("FIELD_TYPE_MISMATCH"));
            standing
                .missing
                .insert("reviews".into(), Trouble::now("refused"));
        });
        let report = status.report();
        let lines: Vec<&str> = report.lines().collect();
        assert!(
            lines[0].ends_with("the last good one of an earlier run"),
            "{report}"
        );
        assert_eq!(lines[1], "composition fails for 0 s: FIELD_TYPE_MISMATCH");
        assert_eq!(lines[2], "subgraph reviews not read for 0 s: refused");
    }
}
