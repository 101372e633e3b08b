//! The catalogue as a service.

use crate::domain::code;
use crate::{NAME, graphql};
use subgraph_kit::config::Reader;
use subgraph_kit::db::{EmbeddedMigrations, embed_migrations};
use subgraph_kit::events::BoxError;
use subgraph_kit::federation;
use subgraph_kit::service::{Context, Parts, Service};
use subgraph_kit::user_error::Code;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/catalog");

/// The catalogue. It hears nothing and has no settings of its own.
#[derive(Debug)]
pub struct Catalog;

#[async_trait::async_trait]
impl Service for Catalog {
    const NAME: &'static str = NAME;
    const USER_ERRORS: &'static [Code] = code::ALL;
    type Config = ();

    fn config(_: &mut Reader<'_>) -> Option<()> {
        Some(())
    }

    fn migrations() -> EmbeddedMigrations {
        MIGRATIONS
    }

    fn sdl() -> String {
        federation::export_sdl(&graphql::schema_without_data())
    }

    async fn build((): (), context: &Context) -> Result<Parts, BoxError> {
        Ok(Parts::new(graphql::schema(&context.db)))
    }
}
