//! The shop in one process, as `portico up` runs it.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use tempfile::TempDir;

use crate::client::Client;
use crate::poll::until;

/// A first start makes a cluster, nine databases and the demo data, in a debug build on a busy machine.
const START_PATIENCE: Duration = Duration::from_secs(180);
/// Built before the tests, by `make test`.
const STOREFRONT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/build");
const STOP_PATIENCE: Duration = Duration::from_secs(40);

/// A shop process on data of its own. Dropping it stops it.
#[derive(Debug)]
pub struct Shop {
    folder: TempDir,
    arguments: Vec<String>,
    process: Option<Child>,
    base: String,
}

impl Shop {
    /// Starts a shop on fresh data; `arguments` go to `portico up`.
    pub async fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // PostgreSQL runs as an ordinary user when the test is root.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let arguments = arguments.iter().map(ToString::to_string).collect();
        let mut shop = Self {
            folder,
            arguments,
            process: None,
            base: String::new(),
        };
        shop.start_again().await;
        shop
    }

    /// Starts it on the data that is there.
    pub async fn start_again(&mut self) {
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.log())
            .unwrap();
        let process = Command::new(program("portico"))
            .arg("up")
            .arg("--data-dir")
            .arg(self.data_dir())
            .args(["--listen", "127.0.0.1:0"])
            .args(["--storefront", STOREFRONT])
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.process = Some(process);
        self.base = until("the shop is ready", START_PATIENCE, async || {
            self.ready_address()
        })
        .await;
    }

    /// The address it reports, once it does; a process that ended fails the test with its log.
    fn ready_address(&mut self) -> Option<String> {
        let process = self.process.as_mut().unwrap();
        if let Some(status) = process.try_wait().unwrap() {
            panic!("the shop ended with {status}:\n{}", self.log_tail());
        }
        let pid = u64::from(process.id());
        let run = std::fs::read_to_string(self.data_dir().join("run.json")).ok()?;
        let run: Value = serde_json::from_str(&run).ok()?;
        // What a killed process left behind names another pid.
        (run["pid"].as_u64() == Some(pid)).then(|| run["url"].as_str().unwrap().to_owned())
    }

    /// Address of the gateway.
    pub fn base(&self) -> &str {
        &self.base
    }

    pub fn client(&self) -> Client {
        Client::new(&self.base)
    }

    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// `kill -9`, and nothing more: the database server lives on, as it would.
    pub fn kill(&mut self) {
        let mut process = self.process.take().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Ctrl-C; answers how it ended.
    pub async fn stop(&mut self) -> ExitStatus {
        let mut process = self.process.take().unwrap();
        let pid = Pid::from_raw(i32::try_from(process.id()).unwrap());
        kill(pid, Signal::SIGINT).unwrap();
        until("the shop stops", STOP_PATIENCE, async || {
            process.try_wait().unwrap()
        })
        .await
    }

    /// The mails to this address that the shop's mailbox folder holds, in no order.
    pub fn mails_to(&self, address: &str) -> Vec<String> {
        // The folder is made by the first mail.
        let Ok(folder) = std::fs::read_dir(self.data_dir().join("mail")) else {
            return Vec::new();
        };
        folder
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
            .map(|path| std::fs::read_to_string(path).unwrap())
            .filter(|mail| {
                let mut lines = mail.lines();
                lines.any(|line| line.starts_with("To: ") && line.contains(address))
            })
            .collect()
    }

    pub fn log_tail(&self) -> String {
        let text = std::fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = text.lines().rev().take(40).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().ok();
            process.wait().ok();
        }
        // A killed shop leaves its database server running, to be found again; here nobody will.
        let pid_file = self.data_dir().join("postgres/data/postmaster.pid");
        let pid = std::fs::read_to_string(pid_file)
            .ok()
            .and_then(|text| text.lines().next()?.trim().parse().ok());
        if let Some(pid) = pid {
            kill(Pid::from_raw(pid), Signal::SIGQUIT).ok();
        }
    }
}

/// A program of the workspace: it lies beside the folder of the test's own program.
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).map(Path::to_owned).unwrap();
    let program = folder.join(name);
    assert!(
        program.exists(),
        "{} is missing: cargo build --workspace --bins",
        program.display()
    );
    program
}
