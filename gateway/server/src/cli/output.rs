//! All that commands write.
//!
//! Artefacts go to stdout: whoever closes the pipe has read enough, and whatever else keeps them from being written is bad
//! input. Talk goes to stderr: where it cannot be written nobody is left to be told, and the exit code says how it ended.

use std::fmt::Display;
use std::io::{self, Write};

use anyhow::Context;

/// What a command was asked for; `what` names it in an error.
pub(super) fn artefact(text: &str, what: &str) -> anyhow::Result<()> {
    match whole(io::stdout().lock(), text) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).with_context(|| format!("cannot write {what}"))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A line of talk.
pub(super) fn talk(line: impl Display) {
    findings(&format!("portico-gateway: {line}\n"));
}

/// Findings beside an artefact, as they are.
pub(super) fn findings(text: &str) {
    // See above: there is no third place to tell that this one is closed or full.
    drop(whole(io::stderr().lock(), text));
}

fn whole(mut out: impl Write, text: &str) -> io::Result<()> {
    out.write_all(text.as_bytes())?;
    out.flush()
}
