//! The command lines of `portico-gateway`. Artefacts go to stdout, talk to stderr; exit codes: 0 fine, 1 findings,
//! 2 bad input.

mod check;
mod color;
mod compose;
mod events;
mod explain;
mod format;
mod git;
mod normalize;
mod origins;
mod output;
mod plan;
mod repository;
mod serve;
mod sources;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{Parser, Subcommand};

use gateway_supergraph::SupergraphError;

use self::color::Color;
use crate::error::chain;
use crate::shown_url::shown_url;

/// An open GraphQL federation gateway.
#[derive(Debug, Parser)]
#[command(name = "portico-gateway", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Whether findings and the log are coloured.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves a supergraph that was composed elsewhere, or composes subgraphs and follows them while it runs.
    Serve(serve::Serve),
    /// Composes subgraphs: the supergraph to stdout, findings to stderr.
    Compose(compose::Compose),
    /// Composes, compares with a base, and validates stored operations.
    Check(check::Check),
    /// Explains how an operation is answered.
    Plan(plan::PlanCommand),
    /// Explains a code of a finding, with subgraphs that fail with it and the same healed; lists all without one.
    Explain(explain::Explain),
    /// Compares event contracts (JSON Schemas) with those of a base.
    Events(events::Events),
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Fine,
    /// It ran, and what it looked at is not fine.
    Findings,
    /// It was called wrongly, and has said so.
    Misused,
}

/// `1 operation`, `2 operations`
fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

/// Runs the process's command line.
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

/// Runs a command line. Errors are printed, with their whole chain, as one line.
fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return ended(usage(error)),
    };
    let color = arguments.color;
    ended(match arguments.command {
        Command::Serve(command) => command.run(color),
        Command::Compose(command) => command.run(color),
        Command::Check(command) => command.run(color),
        Command::Plan(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Events(command) => command.run(color),
    })
}

/// What clap has to say instead of arguments: help and versions to stdout, faults to stderr.
fn usage(mut error: clap::Error) -> anyhow::Result<Outcome> {
    // It shows the value that it refuses, which may be an address with a password in it.
    if let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidValue)
        && let Some((name, url)) = value.split_once('=')
    {
        let shown = format!("{name}={}", shown_url(url));
        error.insert(ContextKind::InvalidValue, ContextValue::String(shown));
    }
    let text = error.render().to_string();
    if error.use_stderr() {
        output::findings(&text);
        return Ok(Outcome::Misused);
    }
    output::artefact(&text, "the help")?;
    Ok(Outcome::Fine)
}

/// What is wrong with a schema that was read, a line each, where the error's own line tells only the first.
fn tell_findings(error: &anyhow::Error) {
    for cause in error.chain() {
        let supergraph = match cause.downcast_ref::<SupergraphError>() {
            Some(SupergraphError::InvalidGraphql { diagnostics }) => Some(diagnostics),
            Some(
                SupergraphError::NotASupergraph { .. }
                | SupergraphError::UnknownMandatoryFeature { .. },
            )
            | None => None,
        };
        let api = cause.downcast_ref::<check::InvalidSchema>();
        let findings = supergraph.or(api.map(|invalid| &invalid.diagnostics));
        if let Some(findings) = findings.filter(|findings| findings.lines().count() > 1) {
            output::findings(findings);
        }
    }
}

fn ended(outcome: anyhow::Result<Outcome>) -> ExitCode {
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Misused) => ExitCode::from(2),
        Err(error) => {
            tell_findings(&error);
            output::talk(chain(error.as_ref()));
            ExitCode::from(2)
        }
    }
}
