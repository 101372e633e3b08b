//! What a service is made of.

use super::http::GraphqlRoutes;
use crate::changes::Changes;
use crate::config::Reader;
use crate::db::{Db, EmbeddedMigrations};
use crate::events::{BoxError, Handlers};
use crate::reconciler::Reconciler;
use crate::user_error::Code;
use async_graphql::{ObjectType, Schema, SubscriptionType};
use axum::Router;

/// A service.
#[async_trait::async_trait]
pub trait Service: Send + Sync + 'static {
    /// Its bare noun; also its queue, its audience and its `portico-<name>` binary.
    const NAME: &'static str;

    /// The codes of its business errors and warnings, by [`user_error_codes!`](crate::user_error_codes).
    const USER_ERRORS: &'static [Code] = &[];

    /// Its own settings, beside those every service has.
    type Config: Send + 'static;

    /// Reads its settings; `None` after recording a fault.
    fn config(reader: &mut Reader<'_>) -> Option<Self::Config>;

    /// Its migrations, of a constant `embed_migrations!("../../migrations/<name>")`.
    fn migrations() -> EmbeddedMigrations;

    /// Its subgraph SDL, by [`export_sdl`](crate::federation::export_sdl).
    fn sdl() -> String;

    /// Builds it on a database that is migrated. Spawns nothing: what runs is in the [`Parts`].
    async fn build(config: Self::Config, context: &Context) -> Result<Parts, BoxError>;
}

/// What the kit gives a service.
#[derive(Debug, Clone)]
pub struct Context {
    /// Its database.
    pub db: Db,
    /// Its change feed.
    pub changes: Changes,
}

/// What a service gives the kit.
#[derive(Debug)]
pub struct Parts {
    pub(super) graphql: GraphqlRoutes,
    pub(super) handlers: Handlers,
    pub(super) reconcilers: Vec<Reconciler>,
    pub(super) routes: Router,
}

impl Parts {
    /// A service that answers with this schema.
    pub fn new<Q, M, S>(schema: Schema<Q, M, S>) -> Self
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        Self {
            graphql: GraphqlRoutes::new(schema),
            handlers: Handlers::new(),
            reconcilers: Vec::new(),
            routes: Router::new(),
        }
    }

    /// What it does when it hears something.
    #[must_use]
    pub fn handlers(mut self, handlers: Handlers) -> Self {
        self.handlers = handlers;
        self
    }

    /// Something it does again and again.
    #[must_use]
    pub fn reconciler(mut self, reconciler: Reconciler) -> Self {
        self.reconcilers.push(reconciler);
        self
    }

    /// Routes beside `/graphql`, `/health`, `/ready` and `/metrics`. They are open to whoever reaches the service.
    #[must_use]
    pub fn routes(mut self, routes: Router) -> Self {
        self.routes = routes;
        self
    }
}
