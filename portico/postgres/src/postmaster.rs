//! The server process: its pid file, whether it lives, how it is asked to end.

use std::path::Path;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::ClusterError;

const POLL: Duration = Duration::from_millis(10);

/// What `postmaster.pid` says of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Postmaster {
    pub(crate) pid: i32,
    pub(crate) port: u16,
    /// Whether it says that it takes connections.
    pub(crate) ready: bool,
}

impl Postmaster {
    /// The server of a data folder, if its process lives and is this folder's server.
    ///
    /// After a crash of the machine the pid may belong to anything, so the process's working folder is
    /// compared: a postmaster works in its data folder.
    pub(crate) fn of(data: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(data.join("postmaster.pid")).ok()?;
        let postmaster = Self::parse(&text)?;
        (postmaster.lives() && postmaster.works_in(data)).then_some(postmaster)
    }

    /// Lines of the file: pid, data folder, start time, port, socket folder, address, shared memory, state.
    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().collect();
        let pid = lines.first()?.trim().parse().ok()?;
        let port = lines.get(3)?.trim().parse().ok()?;
        let ready = lines.get(7).is_some_and(|state| state.trim() == "ready");
        Some(Self { pid, port, ready })
    }

    fn lives(self) -> bool {
        // EPERM: it lives, as another user.
        matches!(
            kill(Pid::from_raw(self.pid), None),
            Ok(()) | Err(Errno::EPERM)
        ) && !self.is_zombie()
    }

    /// An ended child that was not waited for still has a pid.
    fn is_zombie(self) -> bool {
        std::fs::read_to_string(format!("/proc/{}/stat", self.pid)).is_ok_and(|stat| {
            stat.rsplit(')')
                .next()
                .is_some_and(|rest| rest.trim_start().starts_with('Z'))
        })
    }

    /// True where the system does not tell (no `/proc`): the pid file is believed.
    fn works_in(self, data: &Path) -> bool {
        match std::fs::read_link(format!("/proc/{}/cwd", self.pid)) {
            Ok(folder) => folder == data,
            Err(_) => true,
        }
    }

    /// Asks it to end (fast shutdown: clients are cut off, all is written) and waits.
    pub(crate) async fn stop(self, signal: Signal, patience: Duration) -> Result<(), ClusterError> {
        match kill(Pid::from_raw(self.pid), signal) {
            Ok(()) | Err(Errno::ESRCH) => {}
            Err(errno) => {
                return Err(ClusterError::File {
                    what: "the server's process cannot be signalled",
                    path: format!("/proc/{}", self.pid).into(),
                    source: errno.into(),
                });
            }
        }
        let deadline = Instant::now() + patience;
        while self.lives() {
            if Instant::now() > deadline {
                return Err(ClusterError::NotStopped {
                    pid: self.pid,
                    seconds: patience.as_secs(),
                });
            }
            tokio::time::sleep(POLL).await;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_pid_file() {
        let text = "4711\n/data\n1700000000\n54321\n\n127.0.0.1\n  1234 5\nready   \n";
        assert_eq!(
            Postmaster::parse(text),
            Some(Postmaster {
                pid: 4711,
                port: 54321,
                ready: true
            })
        );
        assert_eq!(Postmaster::parse("4711\n/data\n1700000000\n"), None);
        let starting = "4711\n/data\n1700000000\n54321\n\n127.0.0.1\n  1234 5\nstarting\n";
        assert!(!Postmaster::parse(starting).unwrap().ready);
    }
}
