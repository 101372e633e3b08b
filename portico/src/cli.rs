//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use uuid::Uuid;

use crate::failure::Failure;
use crate::settings::{BrokerUrl, RateLimit};
use crate::terminal::tell;
use crate::{doctor, events, schema, seed, up};

#[derive(Debug, Parser)]
#[command(
    name = "portico",
    version,
    about = "The whole shop in one process: gateway, services, storefront"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start everything and run until Ctrl-C
    Up(UpArgs),
    /// Add the demo data that is not there yet (also done by `up`)
    Seed(DataArgs),
    /// Say what is missing on this machine, and what to do
    Doctor(UpArgs),
    /// Look after events that a service gave up on
    #[command(subcommand)]
    Events(EventsCommand),
    /// Export the services' SDL and compose it into supergraph.graphql and api.graphql
    Schema(SchemaArgs),
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub(crate) struct DataArgs {
    /// Folder of the shop's data: databases, mail
    #[arg(long, env = "PORTICO_DATA_DIR", default_value = ".portico")]
    pub(crate) data_dir: PathBuf,
    /// Folder of PostgreSQL's programs; without it they are looked for
    #[arg(long, env = "PORTICO_POSTGRES_BIN")]
    pub(crate) postgres_bin: Option<PathBuf>,
    /// Use these databases instead of a private cluster: an address in which `{service}` stands for the service's name
    #[arg(long, env = "PORTICO_DATABASES")]
    pub(crate) databases: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct UpArgs {
    #[command(flatten)]
    pub(crate) data: DataArgs,
    /// Address of storefront and gateway; port 0 takes a free one
    #[arg(long, env = "PORTICO_LISTEN", default_value = "127.0.0.1:4000")]
    pub(crate) listen: SocketAddr,
    /// Carry events over this RabbitMQ (amqp://...) instead of within the process
    #[arg(long, env = "PORTICO_BROKER")]
    pub(crate) broker: Option<BrokerUrl>,
    /// Put before the names of all exchanges and queues
    #[arg(
        long,
        env = "PORTICO_BROKER_NAMESPACE",
        default_value = "",
        requires = "broker"
    )]
    pub(crate) broker_namespace: String,
    /// Start without the demo data
    #[arg(long)]
    pub(crate) no_seed: bool,
    /// Folder of the built storefront
    #[arg(long, env = "PORTICO_STOREFRONT", default_value = "web/build")]
    pub(crate) storefront: PathBuf,
    /// Requests a caller may send, such as 50/s; bursts of four times that pass
    #[arg(long, env = "PORTICO_RATE_LIMIT", default_value = "100/s")]
    pub(crate) rate_limit: RateLimit,
    /// What is logged, such as info or warn,gateway_server=debug
    #[arg(long, env = "PORTICO_LOG", default_value = "warn")]
    pub(crate) log: String,
}

#[derive(Debug, Subcommand)]
enum EventsCommand {
    /// List dead letters as JSON, one a line
    DeadLetters {
        #[command(flatten)]
        data: DataArgs,
        /// Only this service's
        #[arg(long)]
        service: Option<String>,
    },
    /// Put dead letters back into their service's queue; the shop need not run
    Replay {
        #[command(flatten)]
        data: DataArgs,
        #[arg(long)]
        service: Option<String>,
        /// Only this one
        #[arg(long)]
        id: Option<Uuid>,
    },
}

#[derive(Debug, Clone, Args)]
pub(crate) struct SchemaArgs {
    /// Folder of the contracts
    #[arg(long, default_value = "schema")]
    pub(crate) dir: PathBuf,
    /// Write nothing; fail when a file is not what the code says
    #[arg(long)]
    pub(crate) check: bool,
}

/// The whole of `main`: exit 0 done, 1 it failed, 2 the command line was not understood.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = runtime().and_then(|runtime| runtime.block_on(run(cli.command)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            tell(format_args!("portico: {failure}"));
            ExitCode::FAILURE
        }
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::of("the runtime cannot be started"))
}

async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Up(args) => up::up(args).await,
        Command::Seed(args) => seed::command(args).await,
        Command::Doctor(args) => doctor::command(&args),
        Command::Events(EventsCommand::DeadLetters { data, service }) => {
            events::dead_letters(data, service.as_deref()).await
        }
        Command::Events(EventsCommand::Replay { data, service, id }) => {
            events::replay(data, service.as_deref(), id).await
        }
        Command::Schema(args) => schema::command(&args),
    }
}
