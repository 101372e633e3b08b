//! Which core does what: the one under measurement does nothing else.

use std::process::{Command, Stdio};

/// A core, where there are several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Core {
    /// The gateway or the proxy.
    Measured,
    /// Subgraphs and load.
    Rest,
}

impl Core {
    /// The list for `taskset`; `None` where nothing can be pinned.
    pub(crate) fn pinned(self) -> Option<String> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        if !can_pin() {
            return None;
        }
        match self {
            Self::Measured => Some("0".to_owned()),
            // Two or more; this process may itself be confined to the rest.
            Self::Rest => Some(format!("1-{}", cores.max(2) - 1)),
        }
    }
}

fn can_pin() -> bool {
    let tried = Command::new("taskset")
        .args(["-c", "1", "true"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success())
}
