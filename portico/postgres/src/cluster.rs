//! The cluster: initialise, start or adopt, databases and roles, stop.

use std::fs::OpenOptions;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use tokio_postgres::{Client, NoTls};

use crate::folder::{Folder, random_password};
use crate::postmaster::Postmaster;
use crate::rights::Rights;
use crate::{Binaries, ClusterError};

/// Role of the administrator; services never get it.
const SUPERUSER: &str = "portico_admin";
/// A start replays the log after a crash, which may take its time.
const START_PATIENCE: Duration = Duration::from_secs(60);
const STOP_PATIENCE: Duration = Duration::from_secs(15);
const POLL: Duration = Duration::from_millis(10);
/// A port that was free a moment ago may be taken by the time the server binds it.
const PORT_ATTEMPTS: usize = 5;

/// How a cluster is run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the cluster lies; made on first use.
    pub folder: PathBuf,
    /// Folder of PostgreSQL's programs; `None`: they are looked for.
    pub binaries: Option<PathBuf>,
    /// Further folders to look in, after the machine's own.
    pub extra_binaries: Vec<PathBuf>,
    /// `fsync` and `synchronous_commit`. Off only in tests.
    pub durable: bool,
}

impl Options {
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            binaries: None,
            extra_binaries: Vec::new(),
            durable: true,
        }
    }
}

/// A running cluster. Dropping it leaves the server running, to be adopted by the next start; call
/// [`Cluster::stop`].
#[derive(Debug)]
pub struct Cluster {
    /// Holds the lock.
    _folder: Folder,
    password: String,
    postmaster: Postmaster,
    /// Kept so that it is waited for; `None` for an adopted server.
    child: Option<Child>,
}

impl Cluster {
    /// Starts the folder's server, or adopts the one that runs.
    ///
    /// # Errors
    /// No binaries, a folder in use or of another version, a server that does not get ready: see [`ClusterError`].
    pub async fn start(options: &Options) -> Result<Self, ClusterError> {
        let rights = Rights::choose()?;
        let folder = Folder::open(&options.folder, rights)?;
        let password = folder.superuser_password(rights)?;
        if let Some(postmaster) = Postmaster::of(&folder.data()) {
            tracing::info!(process.pid = postmaster.pid, "postgres.adopted");
            let postmaster = ready(&folder, None).await?;
            return Ok(Self {
                _folder: folder,
                password,
                postmaster,
                child: None,
            });
        }
        let made_by = folder.made_by();
        let binaries = Binaries::find(
            options.binaries.as_deref(),
            &options.extra_binaries,
            made_by.as_deref(),
        )?
        .within_reach(rights)?;
        match made_by {
            None => initialise(&binaries, &folder, rights).await?,
            Some(made_by) if made_by == binaries.major() => {}
            Some(made_by) => {
                let found = binaries.major().to_owned();
                return Err(ClusterError::OtherVersion {
                    folder: folder.root().to_owned(),
                    made_by,
                    found,
                });
            }
        }
        let (child, postmaster) = launch(&binaries, &folder, rights, options.durable).await?;
        Ok(Self {
            _folder: folder,
            password,
            postmaster,
            child: Some(child),
        })
    }

    pub fn port(&self) -> u16 {
        self.postmaster.port
    }

    /// Address of a database for the administrator.
    pub fn admin_url(&self, database: &str) -> String {
        format!(
            "postgres://{SUPERUSER}:{}@127.0.0.1:{}/{database}",
            self.password,
            self.port()
        )
    }

    /// Makes sure of a role and a database of one name that only this role may use, and answers its address.
    ///
    /// The role gets a new password each time: nothing but this address knows it.
    ///
    /// # Errors
    /// [`ClusterError::Statement`]: the administrator was refused.
    pub async fn database(&self, name: &str) -> Result<String, ClusterError> {
        let admin = self.admin().await?;
        let password = random_password();
        ensure_database(&admin, name, &password).await?;
        Ok(format!(
            "postgres://{name}:{password}@127.0.0.1:{}/{name}",
            self.port()
        ))
    }

    /// A connection as administrator.
    ///
    /// # Errors
    /// [`ClusterError::Statement`] when the server refuses.
    pub async fn admin(&self) -> Result<Client, ClusterError> {
        connect(&self.admin_url("postgres")).await
    }

    /// Fast shutdown: clients are cut off, all that was committed is on disk.
    ///
    /// # Errors
    /// [`ClusterError::NotStopped`] when it does not end in time.
    pub async fn stop(mut self) -> Result<(), ClusterError> {
        let stopped = self.postmaster.stop(Signal::SIGINT, STOP_PATIENCE).await;
        self.reap();
        stopped
    }

    /// Ends the server at once, as a crash would; for tests.
    pub fn abort(&mut self) {
        if let Some(child) = &mut self.child {
            // SIGKILL on the postmaster: its children notice and end by themselves. Already gone is as good.
            child.kill().ok();
        }
        self.reap();
    }

    fn reap(&mut self) {
        if let Some(child) = &mut self.child
            && let Err(error) = child.wait()
        {
            tracing::warn!(error = %error, "postgres.wait_failed");
        }
    }
}

async fn initialise(
    binaries: &Binaries,
    folder: &Folder,
    rights: Rights,
) -> Result<(), ClusterError> {
    let program = binaries.program("initdb");
    let mut command = Command::new(&program);
    command
        .arg("--pgdata")
        .arg(folder.data())
        .args([
            "--username",
            SUPERUSER,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
        ])
        .arg(format!(
            "--pwfile={}",
            folder.root().join("superuser.secret").display()
        ))
        .current_dir(folder.root())
        .stdin(Stdio::null());
    rights.apply(&mut command);
    let run = tokio::task::spawn_blocking(move || command.output()).await;
    let output = run
        .expect("running a program does not panic")
        .map_err(|source| ClusterError::Spawn { program, source })?;
    if output.status.success() {
        return Ok(());
    }
    // A half-made folder would look like data the next time.
    let data = folder.data();
    if data.exists() {
        std::fs::remove_dir_all(&data).map_err(ClusterError::file(
            "the half-made folder cannot be removed",
            data,
        ))?;
    }
    Err(ClusterError::Initdb {
        output: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

/// Starts the server on a free port; another port when that one was taken meanwhile.
async fn launch(
    binaries: &Binaries,
    folder: &Folder,
    rights: Rights,
    durable: bool,
) -> Result<(Child, Postmaster), ClusterError> {
    let mut attempt = 1;
    loop {
        let mut child = spawn(binaries, folder, rights, durable)?;
        match ready(folder, Some(&mut child)).await {
            Ok(postmaster) => return Ok((child, postmaster)),
            Err(ClusterError::NotReady { log, .. })
                if attempt < PORT_ATTEMPTS && log.contains("Address already in use") =>
            {
                attempt += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

fn spawn(
    binaries: &Binaries,
    folder: &Folder,
    rights: Rights,
    durable: bool,
) -> Result<Child, ClusterError> {
    let log = OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.log())
        .map_err(ClusterError::file("the log cannot be opened", folder.log()))?;
    rights.own(&folder.log())?;
    let errors = log
        .try_clone()
        .map_err(ClusterError::file("the log cannot be opened", folder.log()))?;
    let program = binaries.program("postgres");
    let mut command = Command::new(&program);
    command
        .arg("-D")
        .arg(folder.data())
        .current_dir(folder.root());
    for setting in settings(free_port()?, durable) {
        command.arg("-c").arg(setting);
    }
    // A process group of its own: Ctrl-C in the terminal goes to the launcher alone, which stops the
    // services before their database.
    command
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors);
    rights.apply(&mut command);
    command
        .spawn()
        .map_err(|source| ClusterError::Spawn { program, source })
}

fn settings(port: u16, durable: bool) -> Vec<String> {
    let on = if durable { "on" } else { "off" };
    vec![
        format!("port={port}"),
        "listen_addresses=127.0.0.1".to_owned(),
        // Paths of sockets have a limit of some 100 bytes that data folders pass.
        "unix_socket_directories=".to_owned(),
        // Ten services with a pool of ten, their listeners, the tests and the administrator.
        "max_connections=250".to_owned(),
        "shared_buffers=64MB".to_owned(),
        format!("fsync={on}"),
        format!("synchronous_commit={on}"),
        format!("full_page_writes={on}"),
        "log_min_messages=warning".to_owned(),
        "log_min_error_statement=panic".to_owned(),
    ]
}

fn free_port() -> Result<u16, ClusterError> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(ClusterError::file("no free loopback port", "127.0.0.1:0"))
}

/// Waits until the pid file says that the server takes connections; a child that ended is seen at once.
async fn ready(folder: &Folder, mut child: Option<&mut Child>) -> Result<Postmaster, ClusterError> {
    let deadline = Instant::now() + START_PATIENCE;
    loop {
        if let Some(postmaster) =
            Postmaster::of(&folder.data()).filter(|postmaster| postmaster.ready)
        {
            return Ok(postmaster);
        }
        let ended = child
            .as_mut()
            .is_some_and(|child| child.try_wait().is_ok_and(|status| status.is_some()));
        if ended || Instant::now() > deadline {
            return Err(ClusterError::NotReady {
                seconds: START_PATIENCE.as_secs(),
                log: folder.log_tail(),
            });
        }
        tokio::time::sleep(POLL).await;
    }
}

pub(crate) async fn connect(url: &str) -> Result<Client, ClusterError> {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .map_err(|source| ClusterError::Statement {
            statement: "connect",
            source,
        })?;
    // Ends when the client is dropped, so it needs no registry.
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(error = %error, "postgres.admin_connection_ended");
        }
    });
    Ok(client)
}

/// `name` and `password` are ours (letters, digits, underscores), never a user's.
async fn ensure_database(admin: &Client, name: &str, password: &str) -> Result<(), ClusterError> {
    let failed = |statement| move |source| ClusterError::Statement { statement, source };
    let exists = "SELECT 1 FROM pg_roles WHERE rolname = $1";
    let verb = match admin
        .query_opt(exists, &[&name])
        .await
        .map_err(failed(exists))?
    {
        Some(_) => "ALTER",
        None => "CREATE",
    };
    admin
        .batch_execute(&format!(
            "{verb} ROLE \"{name}\" LOGIN PASSWORD '{password}'"
        ))
        .await
        .map_err(failed("CREATE ROLE"))?;
    let exists = "SELECT 1 FROM pg_database WHERE datname = $1";
    if admin
        .query_opt(exists, &[&name])
        .await
        .map_err(failed(exists))?
        .is_none()
    {
        let create = format!("CREATE DATABASE \"{name}\" OWNER \"{name}\"");
        admin
            .batch_execute(&create)
            .await
            .map_err(failed("CREATE DATABASE"))?;
    }
    admin
        .batch_execute(&format!("REVOKE ALL ON DATABASE \"{name}\" FROM PUBLIC"))
        .await
        .map_err(failed("REVOKE"))
}
