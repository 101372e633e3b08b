//! The service as the kit runs it.

use crate::config::CheckoutConfig;
use crate::domain::code;
use crate::domain::reconcile;
use crate::{events, graphql};
use async_trait::async_trait;
use subgraph_kit::config::Reader;
use subgraph_kit::db::{EmbeddedMigrations, embed_migrations};
use subgraph_kit::events::BoxError;
use subgraph_kit::federation::export_sdl;
use subgraph_kit::reconciler::Reconciler;
use subgraph_kit::service::{Context, Parts, Service};
use subgraph_kit::user_error::Code;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/checkout");

/// Carts and the checkout saga.
#[derive(Debug)]
pub struct Checkout;

#[async_trait]
impl Service for Checkout {
    const NAME: &'static str = "checkout";
    const USER_ERRORS: &'static [Code] = code::ALL;

    type Config = CheckoutConfig;

    fn config(reader: &mut Reader<'_>) -> Option<CheckoutConfig> {
        CheckoutConfig::read(reader)
    }

    fn migrations() -> EmbeddedMigrations {
        MIGRATIONS
    }

    fn sdl() -> String {
        export_sdl(&graphql::builder().finish())
    }

    async fn build(config: CheckoutConfig, context: &Context) -> Result<Parts, BoxError> {
        let db = context.db.clone();
        let look = Reconciler::new("saga", config.look_every, move || {
            let db = db.clone();
            async move { reconcile::look(&db, &config).await }
        });
        Ok(Parts::new(graphql::schema(context, config))
            .handlers(events::handlers(config))
            .reconciler(look))
    }
}
