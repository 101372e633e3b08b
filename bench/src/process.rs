//! Processes under measurement.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};

use crate::cores::Core;

/// A process that ends with this value.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    first_line: String,
}

impl Process {
    /// Starts a process on a core, and waits for the line in which it says where it listens.
    ///
    /// # Errors
    /// When it cannot be started, or ends at once.
    pub(crate) fn start(program: &Path, arguments: &[String], core: Core) -> anyhow::Result<Self> {
        let mut process = Self::start_silently(program, arguments, core)?;
        let output = process.child.stdout.take().context("the output is piped")?;
        BufReader::new(output).read_line(&mut process.first_line)?;
        ensure!(
            !process.first_line.is_empty(),
            "{} ended at once",
            program.display()
        );
        Ok(process)
    }

    /// Starts a process that does not say where it listens.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn start_silently(
        program: &Path,
        arguments: &[String],
        core: Core,
    ) -> anyhow::Result<Self> {
        let mut command = match core.pinned() {
            Some(list) => {
                let mut command = Command::new("taskset");
                command.args(["-c", &list]).arg(program);
                command
            }
            None => Command::new(program),
        };
        let child = command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        Ok(Self {
            child,
            first_line: String::new(),
        })
    }

    pub(crate) fn first_line(&self) -> &str {
        self.first_line.trim()
    }

    /// CPU time so far, of all threads.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name in parentheses may hold spaces.
        let after_name = stat.rsplit_once(')').context("no name in stat")?.1;
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        let ticks = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
        // A tick is 10 ms on every Linux this runs on.
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Resident memory now, in MiB.
    pub(crate) fn memory_mib(&self) -> anyhow::Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next());
        Ok(kib.context("no VmRSS in status")?.parse::<f64>()? / 1024.0)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Only fails when it has ended already.
        if self.child.kill().is_ok()
            && let Err(error) = self.child.wait()
        {
            eprintln!("a process could not be awaited: {error}");
        }
    }
}
