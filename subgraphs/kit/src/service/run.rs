//! Starting and stopping a service.

use super::http::{self, Site};
use super::{Context, Service, ServiceConfig, server};
use crate::bus::Bus;
use crate::changes::Changes;
use crate::config::{ConfigError, Reader, Source};
use crate::db::{self, Db, DbError, MigrateError};
use crate::events::{BoxError, Consumer, Nudge, Relay, clean_up};
use crate::identity::Verifier;
use crate::reconciler::Reconciler;
use crate::tasks::Tasks;
use metrics_exporter_prometheus::PrometheusHandle;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long a start waits for the database to let it in.
const START_PATIENCE: Duration = Duration::from_secs(60);
/// How often old rows of outbox and inbox are removed.
const CLEAN_EVERY: Duration = Duration::from_secs(60);
/// How often the depths of outbox and queue are measured.
const MEASURE_EVERY: Duration = Duration::from_secs(5);

/// What the services of one process share.
#[derive(Debug, Clone)]
pub struct Process {
    /// The transport of events.
    pub bus: Arc<dyn Bus>,
    /// Renders `/metrics`; without it that path is not found.
    pub metrics: Option<PrometheusHandle>,
}

/// A service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its settings are wrong.
    #[error("the service is not configured")]
    Config(#[from] ConfigError),
    /// Its database cannot be brought up to date.
    #[error("the database is not ready")]
    Migrate(#[from] MigrateError),
    /// Its pool cannot be made.
    #[error("the database pool cannot be made")]
    Db(#[from] DbError),
    /// It cannot be built.
    #[error("the service cannot be built")]
    Build(#[source] BoxError),
    /// It cannot listen.
    #[error("cannot listen on {address}")]
    Listen {
        /// Where it was told to listen.
        address: SocketAddr,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
}

/// A service that runs.
#[derive(Debug)]
pub struct Running {
    name: &'static str,
    address: SocketAddr,
    db: Db,
    tasks: Tasks,
    drain: Duration,
}

/// Reads its settings from `source`, builds and starts a service. It runs until `stop` is cancelled or [`Running::stop`]
/// is called; its `stop` may be shared by several.
pub async fn start<S: Service>(
    source: &dyn Source,
    process: &Process,
    stop: &CancellationToken,
) -> Result<Running, StartError> {
    let mut reader = Reader::new(source);
    let config = ServiceConfig::read(&mut reader);
    let own = S::config(&mut reader);
    reader.finish()?;
    let (Some(config), Some(own)) = (config, own) else {
        unreachable!("a reader without faults has given every value");
    };
    start_with::<S>(config, own, process, stop).await
}

async fn start_with<S: Service>(
    config: ServiceConfig,
    own: S::Config,
    process: &Process,
    stop: &CancellationToken,
) -> Result<Running, StartError> {
    db::migrate(&config.db.url, S::migrations()).await?;
    let db = Db::new(&config.db)?;
    db.reach(START_PATIENCE).await?;
    let changes = Changes::new();
    let context = Context {
        db: db.clone(),
        changes: changes.clone(),
    };
    let parts = S::build(own, &context).await.map_err(StartError::Build)?;
    let listener = TcpListener::bind(config.listen).await.and_then(|listener| {
        let address = listener.local_addr()?;
        Ok((listener, address))
    });
    let (listener, address) = listener.map_err(|source| StartError::Listen {
        address: config.listen,
        source,
    })?;

    let tasks = Tasks::new(stop.child_token());
    changes.spawn(config.db.url.clone(), &tasks);
    let consumer = Consumer {
        name: S::NAME,
        handlers: parts.handlers,
        db: db.clone(),
        retry: config.retry,
        workers: config.event_workers,
        queued: Nudge::new(),
    };
    let publisher = process.bus.connect(Arc::new(consumer), &tasks).await;
    Relay {
        service: S::NAME,
        db: db.clone(),
        publisher,
    }
    .spawn(&tasks);
    for reconciler in parts.reconcilers.into_iter().chain(upkeep(S::NAME, &db)) {
        reconciler.spawn(S::NAME, &tasks);
    }
    let site = Site {
        service: S::NAME,
        graphql: parts.graphql,
        verifier: Arc::new(Verifier::new(config.identity_key, S::NAME)),
        db: db.clone(),
        metrics: process.metrics.clone(),
        request_timeout: config.request_timeout,
        stop: tasks.stop().clone(),
    };
    let router = http::router(site, parts.routes);
    server::spawn(
        listener,
        router,
        config.max_connections,
        config.drain_timeout,
        &tasks,
    );
    tracing::info!(service = S::NAME, %address, "ready");
    Ok(Running {
        name: S::NAME,
        address,
        db,
        tasks,
        drain: config.drain_timeout,
    })
}

/// What every service does for itself.
fn upkeep(service: &'static str, db: &Db) -> [Reconciler; 2] {
    let (cleaned, measured) = (db.clone(), db.clone());
    [
        Reconciler::new("clean-up", CLEAN_EVERY, move || {
            let db = cleaned.clone();
            async move { clean_up(&db).await }
        }),
        Reconciler::new("measure", MEASURE_EVERY, move || {
            let db = measured.clone();
            async move { measure(service, &db).await }
        }),
    ]
}

async fn measure(service: &'static str, db: &Db) -> Result<(), DbError> {
    use crate::events::{dead_letter, outbox, queue};
    let mut conn = db.conn().await?;
    let depths = [
        ("portico_outbox_pending", outbox::pending(&mut conn).await?),
        ("portico_queue_depth", queue::depth(&mut conn).await?),
        ("portico_dead_letters", dead_letter::count(&mut conn).await?),
    ];
    for (name, depth) in depths {
        metrics::gauge!(name, "service" => service).set(depth as f64);
    }
    Ok(())
}

impl Running {
    /// The service's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Where it listens, with the port it was given.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its database; for tests and for the launcher's commands.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Waits until it is told to stop, or stops because a part of it panicked.
    pub async fn stopping(&self) {
        self.tasks.stop().cancelled().await;
    }

    /// Stops it and waits for what is in flight; true when all of it ended in time and nothing had panicked.
    pub async fn stop(self) -> bool {
        // A little more than the requests' grace, so that the server can say which way it ended.
        let drained = self.tasks.drain(self.drain + Duration::from_secs(2)).await;
        self.db.close();
        let clean = drained && !self.tasks.panicked();
        tracing::info!(service = self.name, clean, "stopped");
        clean
    }
}
