//! Notifications as the kit starts it.

use std::time::Duration;

use async_trait::async_trait;
use chrono::Utc;
use subgraph_kit::{
    config::Reader,
    db::{EmbeddedMigrations, embed_migrations},
    events::BoxError,
    federation::export_sdl,
    reconciler::Reconciler,
    service::{Context, Parts, Service},
    user_error::Code,
};

use crate::{
    config::Config,
    domain::{code, service::Notifications},
    events, graphql,
};

/// How often due mails are looked for, beside each time that something was written.
const DELIVER_EVERY: Duration = Duration::from_secs(5);
const SWEEP_EVERY: Duration = Duration::from_secs(3600);

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/notifications");

/// The service `notifications`.
#[derive(Debug)]
pub struct NotificationsService;

#[async_trait]
impl Service for NotificationsService {
    const NAME: &'static str = "notifications";
    const USER_ERRORS: &'static [Code] = code::ALL;
    type Config = Config;

    fn config(reader: &mut Reader<'_>) -> Option<Config> {
        Config::read(reader)
    }

    fn migrations() -> EmbeddedMigrations {
        MIGRATIONS
    }

    fn sdl() -> String {
        export_sdl(&graphql::schema(None))
    }

    async fn build(config: Config, context: &Context) -> Result<Parts, BoxError> {
        let notifications = Notifications {
            db: context.db.clone(),
            mailer: config.mailer,
        };
        let sweeping = sweep(&notifications);
        let delivery = deliver(&notifications).on(context.db.committed().clone());
        Ok(Parts::new(graphql::schema(Some(notifications)))
            .handlers(events::handlers(config.shop))
            .reconciler(delivery)
            .reconciler(sweeping))
    }
}

fn deliver(notifications: &Notifications) -> Reconciler {
    let notifications = notifications.clone();
    Reconciler::new("deliver", DELIVER_EVERY, move || {
        let notifications = notifications.clone();
        async move { notifications.deliver_due(Utc::now()).await.map(drop) }
    })
}

fn sweep(notifications: &Notifications) -> Reconciler {
    let notifications = notifications.clone();
    Reconciler::new("sweep", SWEEP_EVERY, move || {
        let notifications = notifications.clone();
        async move { notifications.sweep(Utc::now()).await }
    })
}
