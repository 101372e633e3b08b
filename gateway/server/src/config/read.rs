//! The tree of keys to [`Config`]. One function a section; defaults are those of the types.

use std::collections::BTreeSet;
use std::path::PathBuf;

use http::HeaderName;
use serde_norway::{Mapping, Value};
use tracing_subscriber::EnvFilter;

use super::section::{
    Faults, Section, address, boolean, bytes, count, duration, file, folder, interval, parse_url,
    positive, rate, size, text, texts, unless_off, url,
};
use super::{
    AuthConfig, CacheConfig, CompositionConfig, Config, ConfigError, CorsConfig, HttpConfig,
    IdentityConfig, JwksSource, Limits, LogConfig, LogFormat, Overlay, PersistedOperationsConfig,
    RateLimitConfig, StorefrontConfig, SubgraphConfig, SubgraphDefaults, SupergraphSource,
    TrafficConfig, UsageConfig, WebSocketConfig, traffic,
};

/// Headers that say who is calling or belong to one connection: never copied from clients.
const NEVER_PROPAGATED: [&str; 9] = [
    crate::identity::HEADER,
    "connection",
    "content-length",
    "content-type",
    "host",
    "keep-alive",
    "te",
    "transfer-encoding",
    "upgrade",
];

impl Config {
    /// Reads the laid-over sources.
    ///
    /// # Errors
    /// All faults at once: unknown keys, wrong kinds, contradictions, unreadable key files.
    pub fn read(overlay: &Overlay) -> Result<Self, ConfigError> {
        let faults = Faults::default();
        let config = Self::walk(overlay.tree(), &faults);
        overlay.judge(faults.into_inner())?;
        Ok(config)
    }

    /// Every key there is, dotted, `subgraphs.NAME` standing for any of them; for the test that compares with the
    /// documentation.
    pub fn keys() -> BTreeSet<String> {
        let keys_in = |tree: &Value| {
            let faults = Faults::default();
            Self::walk(tree, &faults);
            faults.into_keys()
        };
        // What is optional as a whole is only read where it is there: all of it is, the second time.
        let top = keys_in(&Value::Null);
        let entry = |key: &String| (Value::String(key.clone()), Value::Mapping(Mapping::new()));
        let sections = top.iter().filter(|key| !key.contains('.'));
        let mut tree: Mapping = sections.map(entry).collect();
        let named = Mapping::from_iter([(Value::String("NAME".to_owned()), Value::Null)]);
        tree.insert("subgraphs".into(), Value::Mapping(named));
        keys_in(&Value::Mapping(tree))
    }

    fn walk(tree: &Value, faults: &Faults) -> Self {
        let root = Section::root(tree, faults);
        let mut config = Config::default();
        root.set("listen", &mut config.listen, address);
        root.set("introspection", &mut config.introspection, boolean);
        root.set("playground", &mut config.playground, boolean);
        root.set("expose_plan", &mut config.expose_plan, boolean);
        root.set("override_labels", &mut config.override_labels, |value| {
            Ok(texts(value)?.into_iter().collect())
        });
        config.subgraph_defaults = subgraph_defaults(root.section("subgraph_defaults"));
        config.subgraphs = subgraphs(&root, &config.subgraph_defaults.traffic);
        config.supergraph = supergraph(&root, !config.subgraphs.is_empty());
        config.composition = composition(root.section("composition"));
        config.persisted_operations = persisted(root.section("persisted_operations"));
        config.usage = usage(root.section("usage"));
        config.auth = auth(root.section("auth"));
        config.identity = identity(root.section("identity"));
        config.limits = limits(root.section("limits"));
        config.rate_limit = rate_limit(root.section("rate_limit"));
        config.storefront = storefront(root.section("storefront"));
        config.cors = cors(root.section("cors"));
        config.propagate_headers = propagate_headers(root.section("headers"));
        config.http = http(root.section("http"));
        config.websocket = websocket(root.section("websocket"));
        config.caches = caches(root.section("caches"));
        config.log = log(root.section("log"));
        root.finish();
        config
    }
}

fn supergraph(root: &Section<'_>, has_subgraphs: bool) -> SupergraphSource {
    let section = root.section("supergraph");
    let file = section.optional("file", text);
    section.finish();
    match (file, has_subgraphs) {
        (Some(file), _) => SupergraphSource::File(PathBuf::from(file)),
        (None, true) => SupergraphSource::Subgraphs,
        (None, false) => SupergraphSource::Given,
    }
}

fn subgraphs(
    root: &Section<'_>,
    defaults: &TrafficConfig,
) -> std::collections::BTreeMap<String, SubgraphConfig> {
    let read = |(name, section): (String, Section<'_>)| {
        let mut own = defaults.clone();
        traffic::read(&section, &mut own);
        let config = SubgraphConfig {
            url: section.optional("url", url),
            subscription_url: section.optional("subscription_url", url),
            schema: section.optional("schema", text).map(PathBuf::from),
            timeout: section.optional("timeout", duration),
            traffic: (own != *defaults).then_some(own),
        };
        section.finish();
        (name, config)
    };
    root.named_sections("subgraphs")
        .into_iter()
        .map(read)
        .collect()
}

fn subgraph_defaults(section: Section<'_>) -> SubgraphDefaults {
    let mut defaults = SubgraphDefaults::default();
    section.set("timeout", &mut defaults.timeout, duration);
    section.set("connect_timeout", &mut defaults.connect_timeout, duration);
    section.set("max_response", &mut defaults.max_response, size);
    section.set(
        "max_idle_connections",
        &mut defaults.max_idle_connections,
        positive,
    );
    traffic::read(&section, &mut defaults.traffic);
    section.set("share_in_flight", &mut defaults.share_in_flight, boolean);
    section.finish();
    defaults
}

fn composition(section: Section<'_>) -> CompositionConfig {
    let mut composition = CompositionConfig::default();
    let interval = |value: &_| unless_off(value, interval);
    section.set("poll_interval", &mut composition.poll_interval, interval);
    section.set("watch_interval", &mut composition.watch_interval, interval);
    section.set("fetch_timeout", &mut composition.fetch_timeout, duration);
    section.set("max_sdl", &mut composition.max_sdl, size);
    composition.state_dir = section.optional("state_dir", text).map(PathBuf::from);
    composition.operations = operations(&section, "operations");
    section.set("warm_plans", &mut composition.warm_plans, count);
    section.finish();
    composition
}

/// Documents, folders and manifests that are there.
fn operations(section: &Section<'_>, key: &str) -> Vec<PathBuf> {
    let paths = section.optional(key, texts).unwrap_or_default();
    for path in &paths {
        if let Err(error) = std::fs::metadata(path) {
            section.fault(key, &format!("cannot read {path}: {error}"));
        }
    }
    paths.into_iter().map(PathBuf::from).collect()
}

fn persisted(section: Section<'_>) -> PersistedOperationsConfig {
    let mut persisted = PersistedOperationsConfig::default();
    section.set("automatic", &mut persisted.automatic, boolean);
    section.set("max_bytes", &mut persisted.max_bytes, bytes);
    persisted.manifests = operations(&section, "manifests");
    section.set("required", &mut persisted.required, boolean);
    if persisted.required && persisted.manifests.is_empty() {
        section.fault("required", "needs `manifests`: nothing else would be run");
    }
    section.finish();
    persisted
}

fn usage(section: Section<'_>) -> Option<UsageConfig> {
    if !section.is_present() {
        return None;
    }
    let file = section.required("file", text);
    let mut usage = UsageConfig::new(file.unwrap_or_default());
    section.set("flush_interval", &mut usage.flush_interval, interval);
    section.set("max_operations", &mut usage.max_operations, positive);
    section.set("max_clients", &mut usage.max_clients, positive);
    section.set("keep_days", &mut usage.keep_days, rate);
    section.set("client_name_header", &mut usage.client_name_header, header);
    section.set(
        "client_version_header",
        &mut usage.client_version_header,
        header,
    );
    section.finish();
    Some(usage)
}

fn header(value: &serde_norway::Value) -> Result<HeaderName, String> {
    let name = text(value)?;
    name.parse()
        .map_err(|_| format!("`{name}` is not a header name"))
}

fn auth(section: Section<'_>) -> Option<AuthConfig> {
    if !section.is_present() {
        return None;
    }
    section.exactly_one_of(&["jwks_url", "jwks_file"]);
    let by_url = section.optional("jwks_url", url).map(JwksSource::Url);
    let by_file = section.optional("jwks_file", file).map(JwksSource::File);
    let jwks = by_url.or(by_file);
    let issuer = section.required("issuer", text);
    let audience = section.required("audience", text);
    // What is missing is a fault by now, so that this value is never used; the other keys are still read.
    let jwks = jwks.unwrap_or_else(|| JwksSource::File(PathBuf::new()));
    let mut auth = AuthConfig::new(
        jwks,
        issuer.unwrap_or_default(),
        audience.unwrap_or_default(),
    );
    section.set("clock_skew", &mut auth.clock_skew, duration);
    section.set("refresh_interval", &mut auth.refresh_interval, duration);
    section.set(
        "max_fetches_per_minute",
        &mut auth.max_fetches_per_minute,
        positive,
    );
    section.set("fetch_timeout", &mut auth.fetch_timeout, duration);
    section.finish();
    Some(auth)
}

fn identity(section: Section<'_>) -> Option<IdentityConfig> {
    if !section.is_present() {
        return None;
    }
    section.exactly_one_of(&["key", "key_file"]);
    let inline = section.optional("key", text);
    let file = section.optional("key_file", |value| {
        let path = text(value)?;
        std::fs::read_to_string(&path).map_err(|error| format!("cannot read {path}: {error}"))
    });
    let key = inline.or(file);
    let mut identity = IdentityConfig::new(key.unwrap_or_default());
    section.set("issuer", &mut identity.issuer, text);
    section.set("lifetime", &mut identity.lifetime, duration);
    section.finish();
    Some(identity)
}

fn limits(section: Section<'_>) -> Limits {
    let mut limits = Limits::default();
    section.set("body", &mut limits.body, size);
    section.set("tokens", &mut limits.tokens, positive);
    section.set("recursion", &mut limits.recursion, positive);
    section.set("depth", &mut limits.depth, positive);
    section.set("aliases", &mut limits.aliases, count);
    section.set("root_fields", &mut limits.root_fields, positive);
    section.set("directives", &mut limits.directives, count);
    section.set(
        "expanded_selections",
        &mut limits.expanded_selections,
        positive,
    );
    limits.cost = section.optional("cost", |value| Ok(positive(value)? as u64));
    section.finish();
    limits
}

fn rate_limit(section: Section<'_>) -> Option<RateLimitConfig> {
    if !section.is_present() {
        return None;
    }
    let mut limit = RateLimitConfig::default();
    section.set("requests_per_second", &mut limit.requests_per_second, rate);
    section.set("burst", &mut limit.burst, rate);
    limit.cost_unit = section.optional("cost_unit", |value| Ok(positive(value)? as u64));
    section.set("max_callers", &mut limit.max_callers, positive);
    section.set("trusted_proxies", &mut limit.trusted_proxies, count);
    section.finish();
    Some(limit)
}

fn storefront(section: Section<'_>) -> Option<StorefrontConfig> {
    if !section.is_present() {
        return None;
    }
    let directory = section.required("directory", folder);
    let is_there = directory.is_some();
    let mut storefront = StorefrontConfig::new(directory.unwrap_or_default());
    section.set("fallback", &mut storefront.fallback, text);
    let page = storefront.directory.join(&storefront.fallback);
    if is_there && !page.is_file() {
        let message = format!("there is no page {}", page.display());
        section.fault("fallback", &message);
    }
    section.set(
        "immutable_prefixes",
        &mut storefront.immutable_prefixes,
        texts,
    );
    storefront.content_security_policy = section.optional("content_security_policy", text);
    section.finish();
    Some(storefront)
}

fn cors(section: Section<'_>) -> CorsConfig {
    let mut cors = CorsConfig::default();
    section.set("origins", &mut cors.origins, origins);
    section.set("max_age", &mut cors.max_age, duration);
    section.finish();
    cors
}

fn origins(value: &serde_norway::Value) -> Result<Vec<String>, String> {
    let origins = texts(value)?;
    for origin in &origins {
        let url = parse_url(origin)?;
        let scheme = url.scheme_str().unwrap_or_default();
        let authority = url.authority().map_or("", |authority| authority.as_str());
        if *origin != format!("{scheme}://{authority}") {
            return Err(format!(
                "`{origin}` is not an origin such as https://shop.example"
            ));
        }
    }
    Ok(origins)
}

fn propagate_headers(section: Section<'_>) -> Vec<HeaderName> {
    let names = section.optional("propagate", texts).unwrap_or_default();
    let read = |name: String| match name.parse::<HeaderName>() {
        Ok(header) if NEVER_PROPAGATED.contains(&header.as_str()) => {
            section.fault(
                "propagate",
                &format!("`{name}` is never copied from clients"),
            );
            None
        }
        Ok(header) => Some(header),
        Err(_) => {
            section.fault("propagate", &format!("`{name}` is not a header name"));
            None
        }
    };
    let headers = names.into_iter().filter_map(read).collect();
    section.finish();
    headers
}

fn http(section: Section<'_>) -> HttpConfig {
    let mut http = HttpConfig::default();
    section.set(
        "header_read_timeout",
        &mut http.header_read_timeout,
        duration,
    );
    section.set("body_read_timeout", &mut http.body_read_timeout, duration);
    section.set("max_connections", &mut http.max_connections, positive);
    section.set("request_timeout", &mut http.request_timeout, duration);
    section.set("max_in_flight", &mut http.max_in_flight, positive);
    section.set("share_in_flight", &mut http.share_in_flight, boolean);
    section.set("drain", &mut http.drain, duration);
    section.finish();
    http
}

fn websocket(section: Section<'_>) -> WebSocketConfig {
    let mut websocket = WebSocketConfig::default();
    section.set("init_timeout", &mut websocket.init_timeout, duration);
    section.set("keep_alive", &mut websocket.keep_alive, duration);
    section.set("max_sockets", &mut websocket.max_sockets, positive);
    section.set("max_operations", &mut websocket.max_operations, positive);
    section.set("max_write_buffer", &mut websocket.max_write_buffer, size);
    section.set("send_timeout", &mut websocket.send_timeout, duration);
    section.finish();
    websocket
}

fn caches(section: Section<'_>) -> CacheConfig {
    let mut caches = CacheConfig::default();
    section.set("documents", &mut caches.documents, bytes);
    section.set("plans", &mut caches.plans, bytes);
    section.set("tokens", &mut caches.tokens, |value| {
        Ok(count(value)? as u64)
    });
    section.finish();
    caches
}

fn log(section: Section<'_>) -> LogConfig {
    let mut log = LogConfig::default();
    section.set("format", &mut log.format, |value| {
        match text(value)?.as_str() {
            "human" => Ok(LogFormat::Human),
            "json" => Ok(LogFormat::Json),
            other => Err(format!("`{other}` is neither human nor json")),
        }
    });
    section.set("filter", &mut log.filter, |value| {
        let filter = text(value)?;
        match EnvFilter::try_new(&filter) {
            Ok(_) => Ok(filter),
            Err(error) => Err(format!("`{filter}` is no log filter: {error}")),
        }
    });
    section.finish();
    log
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn read(yaml: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let pairs = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let variables: Vec<(String, String)> = pairs.collect();
        let overlay = Overlay::from_yaml(yaml, Path::new("gateway.yaml"))?;
        Config::read(&overlay.environment(&variables))
    }

    #[test]
    fn an_empty_file_is_the_default() {
        assert_eq!(read("", &[]).unwrap(), Config::default());
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let yaml = "listen: 127.0.0.1:1\nlimits: {depth: 3, body: 2MiB}\n";
        let environment = [("PORTICO_GATEWAY__LIMITS__DEPTH", "7"), ("PATH", "/bin")];
        let config = read(yaml, &environment).unwrap();
        assert_eq!((config.limits.depth, config.limits.body), (7, 2 << 20));
    }

    #[test]
    fn every_fault_is_reported_with_its_place() {
        let yaml = "listen: here\nlimits: {depth: 0, height: 3}\nhttp: {drain: 10}\nauth: {issuer: a, skew: 1s}\n\
                    headers: {propagate: [Portico-Identity, 'not a name']}\nsubgraphs: {a: {url: 'ftp://x'}}\nextra: 1\n";
        let Err(ConfigError::Faults(faults)) = read(yaml, &[]) else {
            panic!("faults expected");
        };
        let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "listen",
                "subgraphs.a.url",
                "auth",
                "auth.audience",
                "auth.skew",
                "limits.depth",
                "limits.height",
                "headers.propagate",
                "headers.propagate",
                "http.drain",
                "extra",
            ]
        );
    }

    /// One row a fault that takes a look at the machine, or is about what does not fit together.
    #[test]
    fn what_cannot_work_is_told_at_once_with_its_place() {
        let yaml = "log: {filter: 'a=b=c'}\nstorefront:\n  directory: /does/not/exist\ncomposition:\n  operations: [/not/there]\n\
                    auth: {jwks_url: 'http://a', jwks_file: /none, issuer: a, audience: b}\nidentity:\n  issuer: a\n";
        let environment = [("PORTICO_GATEWAY__NOWHERE__AT__ALL", "1")];
        let error = read(yaml, &environment).unwrap_err().to_string();
        let starts = [
            "gateway.yaml:5:3: composition.operations: cannot read /not/there: ",
            "gateway.yaml:6:1: auth: needs exactly one of jwks_url and jwks_file, and has both",
            "gateway.yaml:6:30: auth.jwks_file: cannot read /none: ",
            "gateway.yaml:7:1: identity: needs exactly one of key and key_file",
            "gateway.yaml:3:3: storefront.directory: `/does/not/exist` is not a folder",
            "gateway.yaml:1:7: log.filter: `a=b=c` is no log filter: ",
            "PORTICO_GATEWAY__NOWHERE__AT__ALL: nowhere: unknown key",
        ];
        let lines: Vec<&str> = error.lines().collect();
        assert_eq!(lines.len(), starts.len(), "{error}");
        for (line, start) in lines.iter().zip(starts) {
            assert!(line.starts_with(start), "{line}");
        }
        let twice = read("listen: 127.0.0.1:1\nlisten: 127.0.0.1:2\n", &[]);
        assert_eq!(
            twice.unwrap_err().to_string(),
            "gateway.yaml:2:1: listen: is written twice, first at gateway.yaml:1:1"
        );
    }

    #[test]
    fn a_key_is_never_printed() {
        let config = read("identity: {key: top-secret}", &[]).unwrap();
        assert!(!format!("{config:?}").contains("top-secret"));
    }
}
