//! The gateway process: HTTP, WebSocket, identity, limits, telemetry, around a supergraph that is planned and executed
//! by the other gateway crates.
//!
//! ```text
//! bytes -> who asks -> rate -> shape -> parse, limits, validate (cached) -> plan (cached) -> execute -> bytes
//! ```
//! [`Gateway::build`] takes a typed [`Config`](config::Config) and a composed supergraph; [`cli::main`] is the binary.

// They panic where the stream is closed or full: commands write by `cli::output`, all else by the log.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod access_log;
mod auth;
pub mod cli;
pub mod config;
mod context;
mod engine;
mod engines;
mod error;
mod explain;
mod gateway;
mod graphql;
mod http;
mod identity;
mod in_flight;
mod limits;
mod live;
mod metrics;
mod operations;
mod rate_limit;
mod service;
mod shown_url;
mod subgraph;
mod supergraph_id;
mod telemetry;
mod trace;
mod traffic;
mod usage;
mod websocket;
mod whole_file;

pub use auth::JwksError;
pub use error::ErrorCode;
pub use gateway::{BindError, BoundGateway, BuildError, Drained, Gateway};
pub use http::StorefrontError;
pub use identity::{HEADER as IDENTITY_HEADER, IdentityError};
pub use live::{OpenError, StateError};
pub use operations::OperationsError;
pub use subgraph::{HopsError, SdlError, TlsError};
pub use telemetry::{TelemetryError, init as init_logs};
