//! A private RabbitMQ node from the machine's package, without the system's service.
//!
//! Every file lies in a folder of ours, every port is ours, and the name server (`epmd`) is a child of ours: nothing
//! is shared with a node of the machine and nothing is left running.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::{Pid, Uid, User};

const SERVER: &str = "/usr/lib/rabbitmq/bin/rabbitmq-server";
/// Ready takes five seconds on a quiet machine.
const START_PATIENCE: Duration = Duration::from_secs(90);
const STOP_PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);

/// Why there is no broker.
#[derive(Debug, thiserror::Error)]
pub enum RabbitError {
    #[error(
        "no RabbitMQ is installed (Debian: apt-get install rabbitmq-server; looked for {SERVER})"
    )]
    Missing,
    #[error("{what}")]
    Io {
        what: &'static str,
        #[source]
        source: std::io::Error,
    },
    #[error("RabbitMQ was not ready within {} s; the end of its log:\n{log}", START_PATIENCE.as_secs())]
    NotReady { log: String },
}

fn io(what: &'static str) -> impl FnOnce(std::io::Error) -> RabbitError {
    move |source| RabbitError::Io { what, source }
}

/// A running node. Dropping it kills it.
#[derive(Debug)]
pub struct RabbitNode {
    folder: PathBuf,
    ports: Ports,
    epmd: Child,
    server: Option<Child>,
}

#[derive(Debug, Clone, Copy)]
struct Ports {
    amqp: u16,
    distribution: u16,
    epmd: u16,
}

impl RabbitNode {
    /// Starts a node whose data lies in `folder` and waits until it answers.
    ///
    /// # Errors
    /// Not installed, not startable, not ready in time: see [`RabbitError`].
    pub fn start(folder: &Path) -> Result<Self, RabbitError> {
        if !Path::new(SERVER).exists() {
            return Err(RabbitError::Missing);
        }
        let ports = Ports {
            amqp: free_port()?,
            distribution: free_port()?,
            epmd: free_port()?,
        };
        prepare(folder, ports)?;
        let epmd = start_epmd(ports)?;
        let mut node = Self {
            folder: folder.to_owned(),
            ports,
            epmd,
            server: None,
        };
        node.start_server()?;
        Ok(node)
    }

    pub fn url(&self) -> String {
        format!("amqp://guest:guest@127.0.0.1:{}/%2f", self.ports.amqp)
    }

    /// Ends the node as a crash would. What it had confirmed is on its disk.
    pub fn kill(&mut self) {
        self.signal(Signal::SIGKILL);
    }

    /// Starts the node again on the same data and ports.
    ///
    /// # Errors
    /// As [`RabbitNode::start`].
    pub fn start_server(&mut self) -> Result<(), RabbitError> {
        let mut command = Command::new(SERVER);
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
            .env("HOME", &self.folder)
            .env("LANG", "C.UTF-8")
            .env(
                "RABBITMQ_NODENAME",
                format!("portico{}@localhost", self.ports.amqp),
            )
            .env("RABBITMQ_MNESIA_BASE", self.folder.join("data"))
            .env("RABBITMQ_LOG_BASE", self.folder.join("log"))
            .env("RABBITMQ_CONFIG_FILE", self.folder.join("rabbitmq.conf"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", self.folder.join("plugins"))
            .env("RABBITMQ_PID_FILE", self.folder.join("pid"))
            .env("RABBITMQ_DIST_PORT", self.ports.distribution.to_string())
            .env("ERL_EPMD_PORT", self.ports.epmd.to_string())
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .current_dir(&self.folder)
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        step_down(&mut command);
        let server = command.spawn().map_err(io("the server cannot be run"))?;
        self.server = Some(server);
        self.wait_ready()
    }

    fn wait_ready(&mut self) -> Result<(), RabbitError> {
        let deadline = Instant::now() + START_PATIENCE;
        while !answers(self.ports.amqp) {
            let ended = self
                .server
                .as_mut()
                .is_none_or(|server| !matches!(server.try_wait(), Ok(None)));
            if ended || Instant::now() > deadline {
                return Err(RabbitError::NotReady {
                    log: self.log_tail(),
                });
            }
            std::thread::park_timeout(POLL);
        }
        Ok(())
    }

    /// Signals the whole process group: the start script and the Erlang machine.
    fn signal(&mut self, signal: Signal) {
        let Some(mut server) = self.server.take() else {
            return;
        };
        let group = Pid::from_raw(i32::try_from(server.id()).expect("a pid is an i32"));
        // ESRCH: it ended by itself, which is what was wanted.
        killpg(group, signal).ok();
        let deadline = Instant::now() + STOP_PATIENCE;
        while matches!(server.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::park_timeout(POLL);
        }
        killpg(group, Signal::SIGKILL).ok();
        server.wait().ok();
    }

    fn log_tail(&self) -> String {
        let logs = std::fs::read_dir(self.folder.join("log"))
            .into_iter()
            .flatten()
            .flatten();
        let text: String = logs
            .filter_map(|log| std::fs::read_to_string(log.path()).ok())
            .collect();
        let lines: Vec<&str> = text.lines().rev().take(15).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }
}

impl Drop for RabbitNode {
    fn drop(&mut self) {
        self.signal(Signal::SIGTERM);
        // Already ended is as good.
        self.epmd.kill().ok();
        self.epmd.wait().ok();
    }
}

fn prepare(folder: &Path, ports: Ports) -> Result<(), RabbitError> {
    for name in ["data", "log"] {
        std::fs::create_dir_all(folder.join(name)).map_err(io("the folder cannot be made"))?;
    }
    let config = format!(
        "listeners.tcp.1 = 127.0.0.1:{}\n\
         vm_memory_high_watermark.absolute = 1GiB\n\
         disk_free_limit.absolute = 50MB\n\
         log.console = false\n\
         log.file.level = warning\n",
        ports.amqp
    );
    std::fs::write(folder.join("rabbitmq.conf"), config)
        .map_err(io("the configuration cannot be written"))?;
    std::fs::write(folder.join("plugins"), "[].\n")
        .map_err(io("the plugin list cannot be written"))?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
        .map_err(io("the folder's rights cannot be set"))?;
    if let Some(user) = ordinary_user() {
        for path in ["", "data", "log", "rabbitmq.conf", "plugins"] {
            std::os::unix::fs::chown(
                folder.join(path),
                Some(user.uid.as_raw()),
                Some(user.gid.as_raw()),
            )
            .map_err(io("the folder's owner cannot be changed"))?;
        }
    }
    Ok(())
}

/// The package's user, when we are root: a server needs no more rights than that.
fn ordinary_user() -> Option<User> {
    if !Uid::effective().is_root() {
        return None;
    }
    User::from_name("rabbitmq").ok().flatten()
}

fn step_down(command: &mut Command) {
    if let Some(user) = ordinary_user() {
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
    }
}

fn start_epmd(ports: Ports) -> Result<Child, RabbitError> {
    let mut command = Command::new("epmd");
    command
        .args(["-port", &ports.epmd.to_string(), "-address", "127.0.0.1"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    step_down(&mut command);
    command.spawn().map_err(io("epmd cannot be run"))
}

fn free_port() -> Result<u16, RabbitError> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(io("no free loopback port"))?;
    Ok(listener
        .local_addr()
        .map_err(io("no free loopback port"))?
        .port())
}

/// Whether the port answers the AMQP header with a method frame (`connection.start`).
fn answers(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let probe = || -> std::io::Result<u8> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream.write_all(b"AMQP\x00\x00\x09\x01")?;
        let mut frame = [0];
        stream.read_exact(&mut frame)?;
        Ok(frame[0])
    };
    matches!(probe(), Ok(1))
}
