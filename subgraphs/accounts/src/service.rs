//! Accounts as the kit starts it.

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
    domain::{code, hashing::Hashing, key_ring::KeyRing, service::Accounts},
    graphql, jwks,
};

/// How often each replica looks whether there is a new key. A key is published a day before it
/// signs, so this need not be often.
const KEYS_EVERY: Duration = Duration::from_secs(60);
/// How often open requests to reset a password are looked for, beside each time that something was
/// written.
const RESETS_EVERY: Duration = Duration::from_secs(5);
const SWEEP_EVERY: Duration = Duration::from_secs(300);

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/accounts");

/// The service `accounts`.
#[derive(Debug)]
pub struct AccountsService;

#[async_trait]
impl Service for AccountsService {
    const NAME: &'static str = "accounts";
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
        let accounts = Accounts {
            db: context.db.clone(),
            hashing: Hashing::new(config.hashing),
            keys: KeyRing::default(),
        };
        let schema = graphql::schema(Some(accounts.clone()));
        let parts = Parts::new(schema)
            .routes(jwks::routes(accounts.keys.clone()))
            .reconciler(resets(&accounts).on(context.db.committed().clone()))
            .reconciler(sweep(&accounts));
        match config.signing_seeds {
            Some(seeds) => {
                accounts.keys.use_seeds(&seeds.0)?;
                Ok(parts)
            }
            None => {
                // The first keys must be there before the first login.
                accounts.rotate_keys(Utc::now()).await?;
                Ok(parts.reconciler(rotate(&accounts)))
            }
        }
    }
}

fn rotate(accounts: &Accounts) -> Reconciler {
    let accounts = accounts.clone();
    Reconciler::new("signing keys", KEYS_EVERY, move || {
        let accounts = accounts.clone();
        async move { accounts.rotate_keys(Utc::now()).await }
    })
}

fn resets(accounts: &Accounts) -> Reconciler {
    let accounts = accounts.clone();
    Reconciler::new("password resets", RESETS_EVERY, move || {
        let accounts = accounts.clone();
        async move { accounts.answer_reset_requests(Utc::now()).await }
    })
}

fn sweep(accounts: &Accounts) -> Reconciler {
    let accounts = accounts.clone();
    Reconciler::new("sweep", SWEEP_EVERY, move || {
        let accounts = accounts.clone();
        async move { accounts.sweep(Utc::now()).await }
    })
}
