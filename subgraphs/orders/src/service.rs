//! The service as the kit runs it.

use async_trait::async_trait;
use subgraph_kit::config::Reader;
use subgraph_kit::db::{EmbeddedMigrations, embed_migrations};
use subgraph_kit::events::BoxError;
use subgraph_kit::federation::export_sdl;
use subgraph_kit::service::{Context, Parts, Service};

use crate::{events, graphql};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/orders");

/// Orders.
#[derive(Debug)]
pub struct Orders;

#[async_trait]
impl Service for Orders {
    const NAME: &'static str = "orders";

    type Config = ();

    fn config(_: &mut Reader<'_>) -> Option<()> {
        Some(())
    }

    fn migrations() -> EmbeddedMigrations {
        MIGRATIONS
    }

    fn sdl() -> String {
        export_sdl(&graphql::builder().finish())
    }

    async fn build((): (), context: &Context) -> Result<Parts, BoxError> {
        Ok(Parts::new(graphql::schema(context.db.clone())).handlers(events::handlers()))
    }
}
