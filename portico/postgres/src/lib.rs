//! A private, real PostgreSQL cluster in a folder of ours.
//!
//! [`Cluster::start`] finds PostgreSQL's binaries, initialises the folder on first use, starts the server on a
//! free loopback port and makes sure of a database and a role a service. A server that outlived its
//! launcher (`kill -9`) is found again by its pid file and adopted. [`Cluster::stop`] ends it.
//!
//! The settings are durable (`fsync` and `synchronous_commit` on): what a service was told is committed
//! survives a crash. Only [`testing`] trades that for speed.

mod binaries;
mod cluster;
mod error;
mod folder;
mod postmaster;
mod rights;
pub mod testing;

pub use binaries::Binaries;
pub use cluster::{Cluster, Options};
pub use error::ClusterError;
