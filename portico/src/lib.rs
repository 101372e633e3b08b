//! The launcher: the whole system in one process on embedded defaults.
//!
//! It knows every service by its library and none of their rules. What runs here is the same code that runs spread
//! out, told by configuration to use a private PostgreSQL cluster and the in-process bus.

mod banner;
mod cli;
mod data_dir;
mod databases;
mod doctor;
mod events;
mod failure;
mod gateway;
mod members;
mod progress;
mod run_file;
mod schema;
mod seed;
mod settings;
mod terminal;
mod up;

pub use cli::main;
