//! The command line of a service's binary.

use super::{Process, Service, StartError, start};
use crate::bus::{Bus, BusConfig};
use crate::config::{ConfigError, Environment, Reader, Source};
use crate::db::{self, MigrateError};
use crate::error::chain;
use crate::telemetry::{LogFormat, MetricsError, init_logs, install_metrics};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// A command failed.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error("cannot start")]
    Start(#[from] StartError),
    #[error("cannot start")]
    Config(#[from] ConfigError),
    #[error("cannot migrate")]
    Migrate(#[from] MigrateError),
    #[error("cannot measure")]
    Metrics(#[from] MetricsError),
    #[error("cannot log")]
    Logs(#[from] tracing_subscriber::util::TryInitError),
    #[error("cannot start the runtime")]
    Runtime(#[from] std::io::Error),
    #[error("the service did not end cleanly")]
    Unclean,
}

/// `portico-<service> serve | sdl | migrate`: the whole of a service's `main`.
///
/// `serve` reads its settings from the environment, prints `listening on ADDRESS` when it is ready, drains on SIGTERM and
/// SIGINT and exits 0; `sdl` prints the subgraph SDL; `migrate` brings the database up to date. Exit 1 is a failure, 2 a
/// command line that is not understood.
pub fn main<S: Service>() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] | ["serve"] => in_runtime(serve::<S>()),
        ["sdl"] => {
            print!("{}", S::sdl());
            Ok(())
        }
        ["migrate"] => in_runtime(migrate::<S>()),
        _ => {
            eprintln!("usage: portico-{} serve | sdl | migrate", S::NAME);
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("portico-{}: {}", S::NAME, chain(&error));
            ExitCode::FAILURE
        }
    }
}

fn in_runtime(work: impl Future<Output = Result<(), CommandError>>) -> Result<(), CommandError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(work)
}

/// The environment with the settings of the process itself set aside: what is left is the service's.
struct ServiceSettings;

/// What [`serve`] reads besides the service's settings.
const PROCESS_SETTINGS: [&str; 5] = [
    "PORTICO_LOG",
    "PORTICO_LOG_FORMAT",
    "PORTICO_BROKER_URL",
    "PORTICO_BROKER_NAMESPACE",
    "PORTICO_BROKER_CONSUMERS",
];

impl Source for ServiceSettings {
    fn get(&self, name: &str) -> Option<String> {
        Environment.get(name)
    }

    fn names(&self) -> Vec<String> {
        let mut names = Environment.names();
        names.retain(|name| !PROCESS_SETTINGS.contains(&name.as_str()));
        names
    }
}

async fn serve<S: Service>() -> Result<(), CommandError> {
    let (filter, format, bus) = process_settings()?;
    init_logs(filter, format)?;
    let process = Process {
        bus,
        metrics: Some(install_metrics()?),
    };
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let running = start::<S>(&ServiceSettings, &process, &stop).await?;
    println!("listening on {}", running.address());
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = running.stopping() => {}
    }
    if running.stop().await {
        Ok(())
    } else {
        Err(CommandError::Unclean)
    }
}

fn process_settings() -> Result<(EnvFilter, LogFormat, Arc<dyn Bus>), CommandError> {
    // Only what the process reads: the service reports what nobody knows.
    struct OfTheProcess;
    impl Source for OfTheProcess {
        fn get(&self, name: &str) -> Option<String> {
            Environment.get(name)
        }
        fn names(&self) -> Vec<String> {
            Vec::new()
        }
    }
    let mut reader = Reader::new(&OfTheProcess);
    let filter = reader.parsed("PORTICO_LOG", EnvFilter::new("info"));
    let format = reader.parsed("PORTICO_LOG_FORMAT", LogFormat::default());
    let bus = BusConfig::read(&mut reader);
    reader.finish()?;
    let (Some(filter), Some(format), Some(bus)) = (filter, format, bus) else {
        unreachable!("a reader without faults has given every value");
    };
    Ok((filter, format, bus.bus()))
}

async fn migrate<S: Service>() -> Result<(), CommandError> {
    init_logs(EnvFilter::new("info"), LogFormat::Text)?;
    let mut reader = Reader::new(&Environment);
    match reader.text("PORTICO_DATABASE_URL") {
        Some(url) => Ok(db::migrate(&url, S::migrations()).await?),
        None => Ok(reader.finish()?),
    }
}
