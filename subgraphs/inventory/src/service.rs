//! The stock as a service.

use crate::config::InventoryConfig;
use crate::domain::code;
use crate::domain::expiry;
use crate::{NAME, events, graphql};
use std::time::Duration;
use subgraph_kit::config::Reader;
use subgraph_kit::db::{EmbeddedMigrations, embed_migrations};
use subgraph_kit::events::BoxError;
use subgraph_kit::federation;
use subgraph_kit::reconciler::Reconciler;
use subgraph_kit::service::{Context, Parts, Service};
use subgraph_kit::user_error::Code;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/inventory");
/// How often reservations that ended long ago are removed.
const FORGET_EVERY: Duration = Duration::from_secs(3_600);

/// The stock.
#[derive(Debug)]
pub struct Inventory;

#[async_trait::async_trait]
impl Service for Inventory {
    const NAME: &'static str = NAME;
    const USER_ERRORS: &'static [Code] = code::ALL;
    type Config = InventoryConfig;

    fn config(reader: &mut Reader<'_>) -> Option<InventoryConfig> {
        InventoryConfig::read(reader)
    }

    fn migrations() -> EmbeddedMigrations {
        MIGRATIONS
    }

    fn sdl() -> String {
        federation::export_sdl(&graphql::schema_without_data())
    }

    async fn build(config: InventoryConfig, context: &Context) -> Result<Parts, BoxError> {
        let (sweeping, forgetting) = (context.db.clone(), context.db.clone());
        let sweep = Reconciler::new("expire-reservations", config.sweep_every, move || {
            let db = sweeping.clone();
            async move { expiry::sweep(&db).await.map(drop) }
        });
        let forget = Reconciler::new("forget-reservations", FORGET_EVERY, move || {
            let db = forgetting.clone();
            async move { expiry::forget(&db).await.map(drop) }
        });
        Ok(Parts::new(graphql::schema(&context.db))
            .handlers(events::handlers())
            .reconciler(sweep)
            .reconciler(forget))
    }
}
