//! The service as the kit runs it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use subgraph_kit::config::Reader;
use subgraph_kit::db::{EmbeddedMigrations, embed_migrations};
use subgraph_kit::events::BoxError;
use subgraph_kit::federation::export_sdl;
use subgraph_kit::reconciler::Reconciler;
use subgraph_kit::service::{Context, Parts, Service};

use crate::config::ProviderConfig;
use crate::domain::provider_calls::ProviderCalls;
use crate::provider::Sandbox;
use crate::{events, graphql};

/// Calls of the provider that run at once: a slow one holds up one of them.
const CALLERS: usize = 8;
/// How often they look for what is due without being nudged: leases that ran out, attempts put off.
const LOOK_EVERY: Duration = Duration::from_millis(200);

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/payments");

/// Payments.
#[derive(Debug)]
pub struct Payments;

#[async_trait]
impl Service for Payments {
    const NAME: &'static str = "payments";

    type Config = ProviderConfig;

    fn config(reader: &mut Reader<'_>) -> Option<ProviderConfig> {
        ProviderConfig::read(reader)
    }

    fn migrations() -> EmbeddedMigrations {
        MIGRATIONS
    }

    fn sdl() -> String {
        export_sdl(&graphql::builder().finish())
    }

    async fn build(config: ProviderConfig, context: &Context) -> Result<Parts, BoxError> {
        let db = context.db.clone();
        let provider = Sandbox::new(db.clone(), config.sandbox_delay, config.timeout);
        let calls = ProviderCalls::new(db.clone(), Arc::new(provider), config.timeout);
        let parts = Parts::new(graphql::schema(db.clone())).handlers(events::handlers());
        Ok((0..CALLERS).fold(parts, |parts, _| {
            let calls = calls.clone();
            let caller = Reconciler::new("provider-calls", LOOK_EVERY, move || {
                let calls = calls.clone();
                async move { calls.settle_due().await }
            });
            parts.reconciler(caller.on(db.committed().clone()))
        }))
    }
}
