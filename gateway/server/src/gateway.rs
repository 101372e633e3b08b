//! A gateway from its parts to its end: build, bind, run, drain.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use gateway_supergraph::{Supergraph, SupergraphError};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::{Authenticator, JwksError};
use crate::config::{Config, SupergraphSource};
use crate::engine::Engine;
use crate::engines::Engines;
use crate::graphql::PersistedOperations;
use crate::http::{self, Front, StorefrontError};
use crate::identity::{IdentityError, IdentitySigner};
use crate::live::{self, Live, OpenError, Standing, Status};
use crate::metrics::Metrics;
use crate::operations::OperationsError;
use crate::rate_limit::CallerLimiter;
use crate::service::Service;
use crate::subgraph::{Hops, HopsError};
use crate::supergraph_id::SupergraphId;
use crate::usage::UsageRecorder;

/// How often metrics are folded, and idle connections looked at.
const UPKEEP: Duration = Duration::from_secs(5);
/// What is left after the drain period is told to stop, and given so long to do it.
const CUT: Duration = Duration::from_secs(1);

/// A gateway that is ready to listen.
#[derive(Debug)]
pub struct Gateway {
    service: Arc<Service>,
    front: Front,
    live: Option<Live>,
}

/// A gateway that has its address and does not answer yet.
#[derive(Debug)]
pub struct BoundGateway {
    gateway: Gateway,
    listener: TcpListener,
    address: SocketAddr,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drained {
    /// Connections and sockets that were cut off when the drain period was over. 0: everything ended by itself.
    pub cut: usize,
}

/// Why there is no gateway.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the supergraph cannot be served")]
    Supergraph(#[source] SupergraphError),
    #[error("the subgraphs cannot be called")]
    Hops(#[source] HopsError),
    #[error("tokens cannot be verified")]
    Jwks(#[source] JwksError),
    #[error("identities cannot be signed")]
    Identity(#[source] IdentityError),
    #[error("the persisted operations cannot be read")]
    Operations(#[source] OperationsError),
    #[error("the storefront cannot be served")]
    Storefront(#[source] StorefrontError),
}

/// The address cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}")]
pub struct BindError {
    pub address: SocketAddr,
    #[source]
    source: std::io::Error,
}

impl Gateway {
    /// Finds the supergraph that the configuration names, composing it where it names subgraphs, and keeps it up to date
    /// while the gateway runs.
    ///
    /// # Errors
    /// See [`OpenError`] and [`BuildError`].
    pub async fn open(config: Config) -> Result<Self, BuildError> {
        let opened = live::open(&config).await?;
        let mut gateway = Self::assemble(config, &opened.supergraph_sdl, opened.standing)?;
        gateway.live = Some(opened.live);
        Ok(gateway)
    }

    /// Builds from a configuration and a composed supergraph (join-spec SDL), which stays as it is; no network, no
    /// environment.
    ///
    /// # Errors
    /// See [`BuildError`].
    pub fn build(config: Config, supergraph_sdl: &str) -> Result<Self, BuildError> {
        let standing = Standing::new(SupergraphId::of(supergraph_sdl));
        Self::assemble(config, supergraph_sdl, standing)
    }

    fn assemble(
        config: Config,
        supergraph_sdl: &str,
        standing: Standing,
    ) -> Result<Self, BuildError> {
        let file = match &config.supergraph {
            SupergraphSource::File(path) => path.display().to_string(),
            SupergraphSource::Given | SupergraphSource::Subgraphs => {
                "supergraph.graphql".to_owned()
            }
        };
        let supergraph = Supergraph::parse_file(supergraph_sdl, &file);
        let supergraph = supergraph.map_err(BuildError::Supergraph)?;
        let signer = config
            .identity
            .as_ref()
            .map(IdentitySigner::new)
            .transpose()
            .map_err(BuildError::Identity)?;
        let metrics = Metrics::new();
        let signer = signer.map(Arc::new);
        let hops = Hops::new(&config, &supergraph, signer, &metrics).map_err(BuildError::Hops)?;
        let authenticator = Authenticator::new(config.auth.as_ref(), config.caches.tokens)
            .map_err(BuildError::Jwks)?;
        let persisted = PersistedOperations::new(
            &config.persisted_operations,
            metrics.persisted_cache.clone(),
        )
        .map_err(BuildError::Operations)?;
        let engine = Engine::new(&config, standing.supergraph, supergraph, hops);
        let service = Arc::new(Service {
            engines: Engines::new(engine),
            status: Status::new(standing),
            authenticator,
            persisted,
            metrics,
            usage: config.usage.clone().map(UsageRecorder::new),
            limiter: config.rate_limit.as_ref().map(CallerLimiter::new),
            shared: config.http.share_in_flight.then(Arc::default),
            in_flight: Arc::new(Semaphore::new(config.http.max_in_flight)),
            sockets: Arc::new(Semaphore::new(config.websocket.max_sockets)),
            tasks: TaskTracker::new(),
            shutdown: CancellationToken::new(),
            cut: CancellationToken::new(),
            config,
        });
        let router = http::router(service.clone()).map_err(BuildError::Storefront)?;
        Ok(Self {
            front: Front::new(router, service.clone()),
            service,
            live: None,
        })
    }

    /// Takes the configured address.
    ///
    /// # Errors
    /// When it is in use, or not of this machine.
    pub async fn bind(self) -> Result<BoundGateway, BindError> {
        let address = self.service.config.listen;
        let error = |source| BindError { address, source };
        let listener = TcpListener::bind(address).await.map_err(error)?;
        let address = listener.local_addr().map_err(error)?;
        Ok(BoundGateway {
            gateway: self,
            listener,
            address,
        })
    }
}

impl BoundGateway {
    /// Where clients connect; with the port that was taken, where 0 was asked for.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is cancelled, then drains: no new connections, idle ones closed at once, sockets told to
    /// go away, requests in flight given the drain period.
    pub async fn run(self, stop: CancellationToken) -> Drained {
        let Gateway {
            service,
            front,
            live,
        } = self.gateway;
        let accepting = http::listener::accept(self.listener, front, service.clone());
        service.tasks.spawn(accepting);
        service.tasks.spawn(background(service.clone()));
        if let Some(live) = live {
            let keeping = live.keep(service.clone());
            let until = service.shutdown.clone();
            service
                .tasks
                .spawn(async move { until.run_until_cancelled(keeping).await });
        }
        tracing::info!(server.address = %self.address, "the gateway listens");
        stop.cancelled().await;
        let drained = drain(&service).await;
        if let Some(usage) = &service.usage {
            usage.flush().await;
        }
        drained
    }
}

/// What runs beside requests, until shutdown.
async fn background(service: Arc<Service>) {
    let keys = async {
        match service.authenticator.keys() {
            Some(keys) => keys.keep_fresh().await,
            None => std::future::pending().await,
        }
    };
    let upkeep = async {
        loop {
            tokio::time::sleep(UPKEEP).await;
            service.metrics.upkeep();
            service.engines.current().hops.close_idle();
        }
    };
    let usage = async {
        match &service.usage {
            Some(usage) => usage.keep_written().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = service.shutdown.cancelled() => {}
        () = usage => {}
        () = keys => {}
        () = upkeep => {}
    }
}

async fn drain(service: &Service) -> Drained {
    tracing::info!(
        drain.period_ms = service.config.http.drain.as_millis() as u64,
        "draining"
    );
    service.shutdown.cancel();
    service.tasks.close();
    if tokio::time::timeout(service.config.http.drain, service.tasks.wait())
        .await
        .is_ok()
    {
        tracing::info!("drained: everything in flight was answered");
        return Drained { cut: 0 };
    }
    let cut = service.tasks.len();
    service.cut.cancel();
    if tokio::time::timeout(CUT, service.tasks.wait())
        .await
        .is_err()
    {
        tracing::warn!(tasks = service.tasks.len(), "some tasks did not stop");
    }
    tracing::warn!(connections.cut = cut, "the drain period is over");
    Drained { cut }
}
