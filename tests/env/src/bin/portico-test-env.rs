//! `portico-test-env -- COMMAND ...`: runs a command with a PostgreSQL cluster and a RabbitMQ node of its own.
//!
//! The command finds them by `PORTICO_TEST_POSTGRES_URL` and `PORTICO_TEST_AMQP_URL`. Both are stopped when it ends, and
//! its exit code is ours.

use std::os::unix::fs::PermissionsExt;
use std::process::ExitCode;

use anyhow::Context;
use private_postgres::{Cluster, Options};
use test_env::rabbitmq::RabbitNode;
use tokio::process::Command;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = std::env::args_os()
        .skip(1)
        .skip_while(|argument| argument == "--");
    let program = arguments
        .next()
        .context("usage: portico-test-env -- COMMAND [ARGUMENT ...]")?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755))?;

    let postgres = Options {
        durable: false,
        ..Options::new(folder.path().join("postgres"))
    };
    let cluster = Cluster::start(&postgres).await?;
    let broker_folder = folder.path().join("rabbitmq");
    std::fs::create_dir(&broker_folder)?;
    let broker = tokio::task::spawn_blocking(move || RabbitNode::start(&broker_folder)).await?;
    let outcome = match &broker {
        Ok(broker) => {
            let mut command = Command::new(program);
            command
                .args(arguments)
                .env(
                    private_postgres::testing::URL_VARIABLE,
                    cluster.admin_url("postgres"),
                )
                .env(test_env::AMQP_VARIABLE, broker.url());
            run(command).await
        }
        Err(_) => Ok(1),
    };
    cluster.stop().await?;
    broker?;
    Ok(ExitCode::from(outcome?))
}

/// Runs the command to its end. Ctrl-C reaches it by itself (one terminal group); a SIGTERM to us ends it.
async fn run(mut command: Command) -> anyhow::Result<u8> {
    let mut interrupts = signal(SignalKind::interrupt())?;
    let mut terminations = signal(SignalKind::terminate())?;
    let mut child = command.spawn().context("the command cannot be run")?;
    loop {
        tokio::select! {
            status = child.wait() => {
                let code = status?.code().and_then(|code| u8::try_from(code).ok());
                return Ok(code.unwrap_or(1));
            }
            _ = interrupts.recv() => {}
            _ = terminations.recv() => child.start_kill()?,
        }
    }
}
