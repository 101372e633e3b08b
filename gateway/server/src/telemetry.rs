//! Logs of the process: one subscriber, set up by `main`.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::config::{LogConfig, LogFormat};

/// Why logs are not set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    #[error("the log filter cannot be read")]
    Filter(#[source] ParseError),
    #[error("logs are set up already")]
    Twice(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Sends this process's logs to stderr, in the configured form. Libraries and the launcher set up their own.
///
/// # Errors
/// When the filter cannot be read, or the process has a subscriber already.
pub fn init(config: &LogConfig) -> Result<(), TelemetryError> {
    init_coloured(config, suits_colours(&std::io::stderr()))
}

/// Whether text for people on that stream may have colours: see no-color.org.
pub(crate) fn suits_colours(stream: &impl IsTerminal) -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    stream.is_terminal() && !is_set("NO_COLOR") && !is_dumb
}

pub(crate) fn init_coloured(config: &LogConfig, coloured: bool) -> Result<(), TelemetryError> {
    let filter = EnvFilter::try_new(&config.filter).map_err(TelemetryError::Filter)?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(coloured)
        // Whose log cannot be written has no second place for being told so; it would be told by a panic.
        .log_internal_errors(false)
        .with_writer(std::io::stderr);
    let set = match config.format {
        LogFormat::Human => builder.with_target(false).try_init(),
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .try_init(),
    };
    set.map_err(TelemetryError::Twice)
}
