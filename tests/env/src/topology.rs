//! The shop spread out on this machine: every service and the gateway a process of its own, on real PostgreSQL and RabbitMQ
//! servers. By configuration only, as in `docker-compose.yml`.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use private_postgres::{Cluster, ClusterError, Options};

use crate::rabbitmq::{RabbitError, RabbitNode};

/// Every service, by name.
pub const SERVICES: [&str; 8] = [
    "accounts",
    "catalog",
    "checkout",
    "inventory",
    "notifications",
    "orders",
    "payments",
    "reviews",
];
/// The gateway among the processes.
pub const GATEWAY: &str = "gateway";

const START_PATIENCE: Duration = Duration::from_secs(90);
const STOP_PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(25);

/// Why the topology does not stand.
#[derive(Debug, thiserror::Error)]
pub enum TopologyError {
    #[error("the database server")]
    Postgres(#[from] ClusterError),
    #[error("the broker")]
    RabbitMq(#[from] RabbitError),
    #[error("{what}")]
    Io {
        what: String,
        #[source]
        source: std::io::Error,
    },
    #[error("{name} {what}; the end of its log:\n{log}")]
    Process {
        name: String,
        what: String,
        log: String,
    },
}

fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> TopologyError {
    let what = what.into();
    move |source| TopologyError::Io { what, source }
}

/// The running processes. Dropping it kills them.
#[derive(Debug)]
pub struct Topology {
    programs: PathBuf,
    folder: PathBuf,
    ports: BTreeMap<&'static str, u16>,
    databases: BTreeMap<&'static str, String>,
    identity_key: PathBuf,
    processes: BTreeMap<&'static str, Child>,
    pub broker: RabbitNode,
    cluster: Option<Cluster>,
}

impl Topology {
    /// Starts servers, services and gateway, with data in `folder`; `programs` holds the binaries.
    ///
    /// # Errors
    /// See [`TopologyError`]; what was started is stopped again.
    pub async fn start(
        programs: &Path,
        folder: &Path,
        storefront: Option<&Path>,
    ) -> Result<Self, TopologyError> {
        let cluster = Cluster::start(&Options::new(folder.join("postgres"))).await?;
        let mut databases = BTreeMap::new();
        for service in SERVICES {
            databases.insert(service, cluster.database(service).await?);
        }
        let broker_folder = folder.join("rabbitmq");
        std::fs::create_dir_all(&broker_folder).map_err(io("the broker's folder"))?;
        let broker = RabbitNode::start(&broker_folder)?;
        let mut ports = BTreeMap::new();
        for name in SERVICES.into_iter().chain([GATEWAY]) {
            ports.insert(name, free_port()?);
        }
        let mut topology = Self {
            programs: programs.to_owned(),
            folder: folder.to_owned(),
            ports,
            databases,
            identity_key: folder.join("gateway.pem"),
            processes: BTreeMap::new(),
            broker,
            cluster: Some(cluster),
        };
        topology.make_identity_key()?;
        for service in SERVICES {
            topology.start_process(service)?;
        }
        for service in SERVICES {
            topology.wait_ready(service)?;
        }
        topology.seed()?;
        topology.write_gateway_config(storefront)?;
        topology.start_process(GATEWAY)?;
        topology.wait_ready(GATEWAY)?;
        Ok(topology)
    }

    /// Address of a process, such as `http://127.0.0.1:4711`.
    pub fn base(&self, name: &str) -> String {
        format!("http://127.0.0.1:{}", self.ports[name])
    }

    /// The administrator's address of the database server.
    ///
    /// # Panics
    /// After [`Topology::stop`].
    pub fn admin_url(&self, database: &str) -> String {
        self.cluster
            .as_ref()
            .expect("the cluster runs until the topology stops")
            .admin_url(database)
    }

    /// Starts a process that does not run, on its former port and data.
    ///
    /// # Errors
    /// When its program cannot be run.
    pub fn start_process(&mut self, name: &'static str) -> Result<(), TopologyError> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log(name))
            .map_err(io(format!("the log of {name}")))?;
        let errors = log.try_clone().map_err(io(format!("the log of {name}")))?;
        let mut command = if name == GATEWAY {
            self.gateway()
        } else {
            self.service(name)?
        };
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin");
        for (variable, value) in self.environment(name)? {
            command.env(variable, value);
        }
        command.stdin(Stdio::null()).stdout(log).stderr(errors);
        let child = command
            .spawn()
            .map_err(io(format!("{name} cannot be run")))?;
        self.processes.insert(name, child);
        Ok(())
    }

    /// Waits until a process says that it is ready.
    ///
    /// # Errors
    /// When it ends or takes too long.
    pub fn wait_ready(&mut self, name: &'static str) -> Result<(), TopologyError> {
        let deadline = Instant::now() + START_PATIENCE;
        while !ready(self.ports[name]) {
            let child = self.processes.get_mut(name);
            let ended = child.is_none_or(|child| !matches!(child.try_wait(), Ok(None)));
            if ended || Instant::now() > deadline {
                let what = if ended {
                    "ended"
                } else {
                    "was not ready in time"
                };
                return Err(self.failed(name, what));
            }
            std::thread::park_timeout(POLL);
        }
        Ok(())
    }

    /// `kill -9`.
    pub fn kill(&mut self, name: &str) {
        if let Some(mut child) = self.processes.remove(name) {
            // Already ended is as good.
            child.kill().ok();
            child.wait().ok();
        }
    }

    /// SIGTERM to everything, the gateway first; waits for each.
    ///
    /// # Errors
    /// When one does not end with exit code 0 in time.
    pub async fn stop(mut self) -> Result<(), TopologyError> {
        let mut outcome = Ok(());
        for name in [GATEWAY].into_iter().chain(SERVICES) {
            outcome = outcome.and(self.terminate(name));
        }
        if let Some(cluster) = self.cluster.take() {
            cluster.stop().await?;
        }
        outcome
    }

    fn terminate(&mut self, name: &'static str) -> Result<(), TopologyError> {
        let Some(mut child) = self.processes.remove(name) else {
            return Ok(());
        };
        let pid = Pid::from_raw(i32::try_from(child.id()).expect("a pid is an i32"));
        kill(pid, Signal::SIGTERM)
            .map_err(|errno| io(format!("{name} cannot be signalled"))(errno.into()))?;
        let deadline = Instant::now() + STOP_PATIENCE;
        loop {
            match child
                .try_wait()
                .map_err(io(format!("{name} cannot be waited for")))?
            {
                Some(status) if status.success() => return Ok(()),
                Some(status) => return Err(self.failed(name, &format!("ended with {status}"))),
                None if Instant::now() > deadline => {
                    child.kill().ok();
                    child.wait().ok();
                    return Err(self.failed(name, "did not stop in time"));
                }
                None => std::thread::park_timeout(POLL),
            }
        }
    }

    fn service(&self, name: &str) -> Result<Command, TopologyError> {
        let mut command = Command::new(self.programs.join(format!("portico-{name}")));
        command.arg("serve");
        Ok(command)
    }

    fn gateway(&self) -> Command {
        let mut command = Command::new(self.programs.join("portico-gateway"));
        command
            .arg("serve")
            .arg("--config")
            .arg(self.folder.join("gateway.yaml"));
        command
    }

    fn environment(&self, name: &str) -> Result<Vec<(&'static str, String)>, TopologyError> {
        let Some(database) = self.databases.get(name) else {
            return Ok(Vec::new());
        };
        let public = std::fs::read_to_string(self.identity_key.with_extension("pub"))
            .map_err(io("the identity key"))?;
        let mut environment = vec![
            ("PORTICO_LISTEN", format!("127.0.0.1:{}", self.ports[name])),
            ("PORTICO_DATABASE_URL", database.clone()),
            ("PORTICO_IDENTITY_PUBLIC_KEY", public),
            ("PORTICO_BROKER_URL", self.broker.url()),
            ("PORTICO_BROKER_CONSUMERS", SERVICES.join(",")),
            ("PORTICO_LOG", "warn".to_owned()),
        ];
        if name == "notifications" {
            environment.push((
                "PORTICO_MAILBOX",
                self.folder.join("mail").display().to_string(),
            ));
        }
        Ok(environment)
    }

    /// A key pair for the gateway's identities, by the machine's openssl.
    fn make_identity_key(&self) -> Result<(), TopologyError> {
        let (private, public) = (&self.identity_key, self.identity_key.with_extension("pub"));
        let private = private.display().to_string();
        openssl(&["genpkey", "-algorithm", "ed25519", "-out", &private])?;
        openssl(&[
            "pkey",
            "-in",
            &private,
            "-pubout",
            "-out",
            &public.display().to_string(),
        ])
    }

    /// The demo data, into the services' own databases.
    fn seed(&self) -> Result<(), TopologyError> {
        // The databases differ in their passwords, so that one pattern needs the administrator.
        let pattern = self.admin_url("{service}");
        let output = Command::new(self.programs.join("portico"))
            .args(["seed", "--databases", &pattern, "--data-dir"])
            .arg(self.folder.join("seed"))
            .output()
            .map_err(io("portico cannot be run"))?;
        if output.status.success() {
            return Ok(());
        }
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(TopologyError::Process {
            name: "seed".to_owned(),
            what: output.status.to_string(),
            log,
        })
    }

    fn write_gateway_config(&self, storefront: Option<&Path>) -> Result<(), TopologyError> {
        let mut yaml = format!(
            "listen: 127.0.0.1:{}\n\
             auth:\n  jwks_url: {}/.well-known/jwks.json\n  issuer: portico-accounts\n  audience: portico\n\
             identity:\n  key_file: {}\n\
             log:\n  filter: warn\n\
             subgraphs:\n",
            self.ports[GATEWAY],
            self.base("accounts"),
            self.identity_key.display()
        );
        for service in SERVICES {
            yaml.push_str(&format!(
                "  {service}:\n    url: {}/graphql\n",
                self.base(service)
            ));
        }
        if let Some(storefront) = storefront {
            yaml.push_str(&format!(
                "storefront:\n  directory: {}\n",
                storefront.display()
            ));
        }
        std::fs::write(self.folder.join("gateway.yaml"), yaml)
            .map_err(io("the gateway's configuration"))
    }

    fn log(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.log"))
    }

    fn failed(&self, name: &str, what: &str) -> TopologyError {
        let text = std::fs::read_to_string(self.log(name))
            .unwrap_or_else(|error| format!("(no log: {error})"));
        let lines: Vec<&str> = text.lines().rev().take(20).collect();
        let log = lines.into_iter().rev().collect::<Vec<_>>().join("\n");
        TopologyError::Process {
            name: name.to_owned(),
            what: what.to_owned(),
            log,
        }
    }
}

impl Drop for Topology {
    fn drop(&mut self) {
        for child in self.processes.values_mut() {
            // Already ended is as good.
            child.kill().ok();
            child.wait().ok();
        }
        if let Some(cluster) = &mut self.cluster {
            cluster.abort();
        }
    }
}

fn openssl(arguments: &[&str]) -> Result<(), TopologyError> {
    let output = Command::new("openssl")
        .args(arguments)
        .output()
        .map_err(io("openssl cannot be run"))?;
    if output.status.success() {
        return Ok(());
    }
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(TopologyError::Process {
        name: "openssl".to_owned(),
        what: output.status.to_string(),
        log,
    })
}

fn free_port() -> Result<u16, TopologyError> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(io("no free loopback port"))?;
    Ok(listener
        .local_addr()
        .map_err(io("no free loopback port"))?
        .port())
}

/// Whether `GET /ready` answers 200.
fn ready(port: u16) -> bool {
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpStream};
    let ask = || -> std::io::Result<bool> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        Ok(&status == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}
