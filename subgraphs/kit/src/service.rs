//! A service as a process, or as a part of one: parse the configuration, build, spawn, wait, drain.
//!
//! ```ignore
//! const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/reviews");
//!
//! pub struct Reviews;
//!
//! #[async_trait]
//! impl Service for Reviews {
//!     const NAME: &'static str = "reviews";
//!     type Config = ();
//!
//!     fn config(_: &mut Reader<'_>) -> Option<()> { Some(()) }
//!     fn migrations() -> EmbeddedMigrations { MIGRATIONS }
//!     fn sdl() -> String { federation::export_sdl(&graphql::schema_without_data()) }
//!
//!     async fn build(_: (), context: &Context) -> Result<Parts, BoxError> {
//!         let schema = kit::graphql::builder(Query, Mutation, EmptySubscription).data(context.db.clone()).finish();
//!         Ok(Parts::new(schema).handlers(Handlers::new().on(events::account_erased)))
//!     }
//! }
//! // main.rs
//! fn main() -> std::process::ExitCode { subgraph_kit::service::main::<Reviews>() }
//! ```

mod command;
mod config;
mod http;
mod parts;
mod request;
mod run;
mod server;
mod websocket;

pub use self::command::main;
pub use self::config::ServiceConfig;
pub use self::parts::{Context, Parts, Service};
pub use self::run::{Process, Running, StartError, start};
