//! The configuration as typed values: read whole, all faults reported at once.
//!
//! Three sources are laid over one another, the later winning: the YAML file, environment variables
//! (`PORTICO_GATEWAY__RATE_LIMIT__BURST=50` sets `rate_limit.burst`) and flags of the command line.

mod duration;
mod expand;
mod fault;
mod places;
mod read;
mod section;
mod size;
mod source;
pub mod supergraph_file;
mod traffic;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use http::{HeaderName, Uri};

pub use fault::{ConfigError, ConfigFault, FaultPlace};
pub use source::{Environment, Overlay, ProcessEnvironment};
pub use traffic::{BreakerConfig, TrafficConfig};

pub(crate) use section::parse_url;

/// All that shapes a gateway process. [`Config::default`] is a working local gateway without a supergraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Where clients connect. Port 0 takes a free one; the bound address is reported.
    pub listen: SocketAddr,
    pub supergraph: SupergraphSource,
    /// By subgraph name; what is said here wins over the supergraph's own addresses.
    pub subgraphs: BTreeMap<String, SubgraphConfig>,
    pub subgraph_defaults: SubgraphDefaults,
    pub persisted_operations: PersistedOperationsConfig,
    pub composition: CompositionConfig,
    /// Absent: what clients use is not recorded.
    pub usage: Option<UsageConfig>,
    /// Absent: nobody can log in, every caller is anonymous.
    pub auth: Option<AuthConfig>,
    /// Absent: hops carry no identity header.
    pub identity: Option<IdentityConfig>,
    pub limits: Limits,
    /// Absent: no caller is limited.
    pub rate_limit: Option<RateLimitConfig>,
    pub storefront: Option<StorefrontConfig>,
    pub cors: CorsConfig,
    /// Client headers copied to every hop.
    pub propagate_headers: Vec<HeaderName>,
    /// Whether clients may ask for `__schema` and `__type`.
    pub introspection: bool,
    pub playground: bool,
    /// Whether `extensions.portico.plan` is added for clients that ask for it with the header
    /// `portico-explain: plan`.
    pub expose_plan: bool,
    /// Named labels of progressive `@override`s that hold; percentages are decided per request.
    pub override_labels: BTreeSet<String>,
    pub http: HttpConfig,
    pub websocket: WebSocketConfig,
    pub caches: CacheConfig,
    pub log: LogConfig,
}

/// Where the supergraph comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SupergraphSource {
    /// None named; the caller of the library hands in the SDL.
    Given,
    /// A composed supergraph.
    File(PathBuf),
    /// Composed at start from the subgraphs named in [`Config::subgraphs`].
    Subgraphs,
}

/// One subgraph.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SubgraphConfig {
    pub url: Option<Uri>,
    /// Where its WebSockets are, as an `http` or `https` address. Absent: at `url`.
    pub subscription_url: Option<Uri>,
    /// Its SDL; where it is absent the subgraph is asked for `_service { sdl }`.
    pub schema: Option<PathBuf>,
    pub timeout: Option<Duration>,
    /// `None`: as for every subgraph.
    pub traffic: Option<TrafficConfig>,
}

/// What holds for every subgraph that says nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct SubgraphDefaults {
    /// Of one request to a subgraph.
    pub timeout: Duration,
    pub connect_timeout: Duration,
    /// Bytes of one answer.
    pub max_response: usize,
    pub max_idle_connections: usize,
    pub traffic: TrafficConfig,
    /// Queries that are equal in all that goes out are sent once while the first is under way.
    pub share_in_flight: bool,
}

/// How the supergraph is kept up to date while the gateway runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompositionConfig {
    /// How often running subgraphs are asked for their SDL again, give or take a fifth. `None`: only at start.
    pub poll_interval: Option<Duration>,
    /// How often files are looked at again (by content). `None`: only at start.
    pub watch_interval: Option<Duration>,
    /// Of one question for SDL, the whole answer read.
    pub fetch_timeout: Duration,
    /// Bytes of one subgraph's SDL.
    pub max_sdl: usize,
    /// Where the last good supergraph is kept for a start that finds subgraphs missing. `None`: nowhere.
    pub state_dir: Option<PathBuf>,
    /// Operations that clients send (files, folders, manifests): a later supergraph that would refuse one is not served.
    pub operations: Vec<PathBuf>,
    /// Plans in use that are made anew for a later supergraph before it is served.
    pub warm_plans: usize,
}

/// Operations that clients send by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersistedOperationsConfig {
    /// Whether clients may register operations by the hash of their text.
    pub automatic: bool,
    /// Texts of these that are remembered.
    pub max_bytes: u64,
    /// Manifests, folders and documents whose operations are known from the start.
    pub manifests: Vec<PathBuf>,
    /// Whether nothing else is run.
    pub required: bool,
}

/// What clients use, recorded in a file for `check --usage`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageConfig {
    /// Of this gateway alone; each replica has its own.
    pub file: PathBuf,
    pub flush_interval: Duration,
    /// Operations listed one by one; what is beyond is summed up.
    pub max_operations: usize,
    /// Clients listed for one operation; what is beyond is summed up.
    pub max_clients: usize,
    /// What was not seen for so long is forgotten.
    pub keep_days: u32,
    /// Header with the client's name.
    pub client_name_header: HeaderName,
    /// Header with the client's version.
    pub client_version_header: HeaderName,
}

/// How bearer tokens are verified.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthConfig {
    pub jwks: JwksSource,
    pub issuer: String,
    pub audience: String,
    /// Tolerance for `exp` and `nbf`.
    pub clock_skew: Duration,
    /// How often the keys are read again without cause.
    pub refresh_interval: Duration,
    /// Fetches of any cause in a minute.
    pub max_fetches_per_minute: usize,
    pub fetch_timeout: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JwksSource {
    Url(Uri),
    File(PathBuf),
}

/// How the gateway says to subgraphs who is calling.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentityConfig {
    /// Ed25519, PKCS#8, PEM.
    pub key: Secret,
    pub issuer: String,
    pub lifetime: Duration,
}

/// A value that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What a client's operation may be, checked before any work is done for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes, decompressed.
    pub body: usize,
    pub tokens: usize,
    /// Nesting of the document as the parser goes down.
    pub recursion: usize,
    /// Nesting of fields, fragments expanded.
    pub depth: usize,
    pub aliases: usize,
    pub root_fields: usize,
    pub directives: usize,
    /// Fields and inline fragments once every fragment is expanded.
    pub expanded_selections: usize,
    /// Estimated cost of one operation. `None`: it may cost anything.
    pub cost: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1024 * 1024,
            tokens: 10_000,
            recursion: 64,
            depth: 15,
            aliases: 30,
            root_fields: 20,
            directives: 50,
            expanded_selections: 20_000,
            cost: None,
        }
    }
}

/// How many operations one caller may send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLimitConfig {
    pub requests_per_second: u32,
    pub burst: u32,
    /// Estimated cost that counts as one request. `None`: every operation counts as one.
    pub cost_unit: Option<u64>,
    /// Callers remembered; beyond it new ones share one allowance.
    pub max_callers: usize,
    /// Proxies in front that append to `x-forwarded-for`. 0: the header is not read.
    pub trusted_proxies: usize,
}

/// Files served at `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorefrontConfig {
    pub directory: PathBuf,
    /// Served for pages that are no file: a single-page application's entry.
    pub fallback: String,
    /// Paths below it have content-hashed names and may be cached for ever.
    pub immutable_prefixes: Vec<String>,
    /// Replaces the built-in policy.
    pub content_security_policy: Option<String>,
}

/// Which other origins may call `/graphql` from a browser.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CorsConfig {
    /// Exact origins, such as `https://shop.example`. Empty: none.
    pub origins: Vec<String>,
    pub max_age: Duration,
}

/// The HTTP server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpConfig {
    pub header_read_timeout: Duration,
    pub body_read_timeout: Duration,
    pub max_connections: usize,
    /// Of one operation, all hops together.
    pub request_timeout: Duration,
    /// Operations in flight; beyond it 503.
    pub max_in_flight: usize,
    /// Queries that are equal in all that decides about the answer are executed once while the first is under way.
    pub share_in_flight: bool,
    /// How long shutdown waits for operations in flight.
    pub drain: Duration,
}

/// The WebSocket server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebSocketConfig {
    /// From the upgrade to `connection_init` (close code 4408).
    pub init_timeout: Duration,
    /// Between pings; a client that answers none is closed.
    pub keep_alive: Duration,
    pub max_sockets: usize,
    /// Running operations of one socket.
    pub max_operations: usize,
    /// Bytes of the largest message to a client; a slow client holds up one message, never a queue of them.
    pub max_write_buffer: usize,
    /// How long a client may take to read one message.
    pub send_timeout: Duration,
}

/// Bounds of the caches, in bytes (estimated).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheConfig {
    pub documents: u64,
    pub plans: u64,
    /// Verified tokens remembered, by number.
    pub tokens: u64,
}

/// How the process logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogConfig {
    pub format: LogFormat,
    /// A `tracing-subscriber` filter, such as `info,gateway_server=debug`.
    pub filter: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Human,
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 4000)),
            supergraph: SupergraphSource::Given,
            subgraphs: BTreeMap::new(),
            subgraph_defaults: SubgraphDefaults::default(),
            persisted_operations: PersistedOperationsConfig::default(),
            composition: CompositionConfig::default(),
            usage: None,
            auth: None,
            identity: None,
            limits: Limits::default(),
            rate_limit: None,
            storefront: None,
            cors: CorsConfig::default(),
            propagate_headers: Vec::new(),
            introspection: true,
            playground: true,
            expose_plan: false,
            override_labels: BTreeSet::new(),
            http: HttpConfig::default(),
            websocket: WebSocketConfig::default(),
            caches: CacheConfig::default(),
            log: LogConfig::default(),
        }
    }
}

impl Default for SubgraphDefaults {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(2),
            max_response: 16 * 1024 * 1024,
            max_idle_connections: 256,
            traffic: TrafficConfig::default(),
            share_in_flight: false,
        }
    }
}

impl Default for PersistedOperationsConfig {
    fn default() -> Self {
        Self {
            automatic: true,
            max_bytes: 16 * 1024 * 1024,
            manifests: Vec::new(),
            required: false,
        }
    }
}

impl Default for CompositionConfig {
    fn default() -> Self {
        Self {
            poll_interval: Some(Duration::from_secs(10)),
            watch_interval: Some(Duration::from_secs(2)),
            fetch_timeout: Duration::from_secs(5),
            // A subgraph with a thousand types has some hundred kilobytes.
            max_sdl: 8 * 1024 * 1024,
            state_dir: None,
            operations: Vec::new(),
            warm_plans: 1_000,
        }
    }
}

impl AuthConfig {
    /// The usual rules for keys at this place.
    pub fn new(jwks: JwksSource, issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        Self {
            jwks,
            issuer: issuer.into(),
            audience: audience.into(),
            clock_skew: Duration::from_secs(5),
            refresh_interval: Duration::from_secs(300),
            max_fetches_per_minute: 3,
            fetch_timeout: Duration::from_secs(3),
        }
    }
}

impl IdentityConfig {
    /// The names and times of `docs/ARCHITECTURE.md`.
    pub fn new(key_pem: impl Into<String>) -> Self {
        Self {
            key: Secret(key_pem.into()),
            issuer: "portico-gateway".to_owned(),
            lifetime: Duration::from_secs(60),
        }
    }
}

impl UsageConfig {
    /// The usual bounds, and the headers that GraphQL clients send.
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self {
            file: file.into(),
            flush_interval: Duration::from_secs(60),
            max_operations: 10_000,
            max_clients: 50,
            keep_days: 90,
            client_name_header: HeaderName::from_static("apollographql-client-name"),
            client_version_header: HeaderName::from_static("apollographql-client-version"),
        }
    }
}

impl Default for RateLimitConfig {
    fn default() -> Self {
        Self {
            requests_per_second: 50,
            burst: 200,
            cost_unit: None,
            max_callers: 100_000,
            trusted_proxies: 0,
        }
    }
}

impl StorefrontConfig {
    /// A built single-page application, as Vite and SvelteKit leave it.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            fallback: "index.html".to_owned(),
            immutable_prefixes: vec!["/assets/".to_owned(), "/_app/immutable/".to_owned()],
            content_security_policy: None,
        }
    }
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            header_read_timeout: Duration::from_secs(15),
            body_read_timeout: Duration::from_secs(15),
            max_connections: 16_384,
            request_timeout: Duration::from_secs(30),
            max_in_flight: 2_048,
            share_in_flight: false,
            drain: Duration::from_secs(20),
        }
    }
}

impl Default for WebSocketConfig {
    fn default() -> Self {
        Self {
            init_timeout: Duration::from_secs(10),
            keep_alive: Duration::from_secs(30),
            max_sockets: 12_000,
            max_operations: 100,
            max_write_buffer: 64 * 1024 * 1024,
            send_timeout: Duration::from_secs(10),
        }
    }
}

impl Default for CacheConfig {
    fn default() -> Self {
        Self {
            documents: 32 * 1024 * 1024,
            plans: 64 * 1024 * 1024,
            tokens: 10_000,
        }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            format: LogFormat::Human,
            filter: "info".to_owned(),
        }
    }
}
