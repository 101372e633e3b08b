//! The golden signals, in Prometheus' text form.
//!
//! Each gateway has a recorder of its own and holds the handles it writes to: nothing is global (several gateways live
//! in one process, in tests and in the launcher) and nothing is looked up on the hot path.

use std::sync::Arc;
use std::time::Duration;

use gateway_executor::{SubgraphFailure, SubgraphResponse};
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Label, Level, Metadata, Recorder, Unit};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use crate::live::Standing;

/// Seconds; from a cached answer to a request that timed out.
const BUCKETS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

const METADATA: Metadata<'static> = Metadata::new("gateway", Level::INFO, None);

/// All of one gateway's metrics.
pub(crate) struct Metrics {
    recorder: Arc<PrometheusRecorder>,
    handle: PrometheusHandle,
    /// Operations by how they ended.
    outcomes: [Counter; Outcome::ALL.len()],
    duration: Histogram,
    pub(crate) in_flight: Gauge,
    pub(crate) connections: Gauge,
    pub(crate) sockets: Gauge,
    pub(crate) subscriptions: Gauge,
    pub(crate) document_cache: CacheMetrics,
    pub(crate) plan_cache: CacheMetrics,
    pub(crate) persisted_cache: CacheMetrics,
    pub(crate) composition: CompositionMetrics,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// How an operation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Answered without errors.
    Success,
    /// Answered, with errors in it.
    Partial,
    /// Executed, and there was no data to give.
    Failed,
    /// Refused: the client's doing.
    Refused,
    /// Refused: too much at once, here.
    Shed,
    /// A fault of the gateway.
    Fault,
}

impl Outcome {
    const ALL: [Self; 6] = [
        Self::Success,
        Self::Partial,
        Self::Failed,
        Self::Refused,
        Self::Shed,
        Self::Fault,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Shed => "shed",
            Self::Fault => "fault",
        }
    }
}

/// How an attempt to bring the supergraph up to date ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Composed {
    /// A new supergraph is in force.
    Swapped,
    /// The sources changed, what they make did not.
    Unchanged,
    /// What the sources make cannot be served.
    Refused,
    /// A source could not be read.
    Unread,
}

impl Composed {
    const ALL: [Self; 4] = [Self::Swapped, Self::Unchanged, Self::Refused, Self::Unread];

    fn as_str(self) -> &'static str {
        match self {
            Self::Swapped => "swapped",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
            Self::Unread => "unread",
        }
    }
}

/// The supergraph in force and the attempts to replace it.
pub(crate) struct CompositionMetrics {
    outcomes: [Counter; Composed::ALL.len()],
    hash: Gauge,
    age: Gauge,
    failing: Gauge,
    unread: Gauge,
}

impl CompositionMetrics {
    pub(crate) fn record(&self, outcome: Composed) {
        let index = Composed::ALL.iter().position(|known| *known == outcome);
        self.outcomes[index.expect("every outcome has a counter")].increment(1);
    }

    /// Takes over how things stand, for whoever reads the metrics now.
    pub(crate) fn show(&self, standing: &Standing) {
        self.hash.set(standing.supergraph.number());
        let age = standing.since.elapsed().unwrap_or_default();
        self.age.set(age.as_secs_f64());
        self.failing.set(f64::from(standing.failure.is_some()));
        self.unread.set(standing.missing.len() as f64);
    }
}

/// Hits and misses of one cache.
#[derive(Clone)]
pub(crate) struct CacheMetrics {
    hits: Counter,
    misses: Counter,
}

impl std::fmt::Debug for CacheMetrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CacheMetrics").finish_non_exhaustive()
    }
}

impl CacheMetrics {
    pub(crate) fn record(&self, hit: bool) {
        if hit {
            self.hits.increment(1)
        } else {
            self.misses.increment(1)
        }
    }
}

/// Counts one thing for as long as it lives, however it ends.
pub(crate) struct Counted(Gauge);

impl Counted {
    pub(crate) fn new(gauge: &Gauge) -> Self {
        gauge.increment(1);
        Self(gauge.clone())
    }
}

impl std::fmt::Debug for Counted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Counted").finish_non_exhaustive()
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}

/// Requests to one subgraph.
#[derive(Clone)]
pub(crate) struct SubgraphMetrics {
    answered: Counter,
    failed: Counter,
    duration: Histogram,
}

impl std::fmt::Debug for SubgraphMetrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SubgraphMetrics").finish_non_exhaustive()
    }
}

impl SubgraphMetrics {
    pub(crate) fn record(
        &self,
        took: Duration,
        answer: &Result<SubgraphResponse, SubgraphFailure>,
    ) {
        match answer {
            Ok(response) if response.status < 500 => self.answered.increment(1),
            Ok(_) | Err(_) => self.failed.increment(1),
        }
        self.duration.record(took.as_secs_f64());
    }
}

/// What traffic control did to requests for one subgraph.
#[derive(Clone)]
pub(crate) struct TrafficMetrics {
    /// Sent again.
    pub(crate) retries: Counter,
    /// Not sent: too many were under way.
    pub(crate) overloaded: Counter,
    /// Not sent: it is left alone.
    pub(crate) broken: Counter,
    /// How often it began to be left alone.
    pub(crate) opened: Counter,
}

impl std::fmt::Debug for TrafficMetrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TrafficMetrics").finish_non_exhaustive()
    }
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let builder = PrometheusBuilder::new()
            .set_buckets(&BUCKETS)
            .expect("there are buckets");
        let recorder = Arc::new(builder.build_recorder());
        describe(&recorder);
        let counter = |name: &'static str, labels: &[(&'static str, &str)]| {
            recorder.register_counter(&key(name, labels), &METADATA)
        };
        let gauge = |name: &'static str| recorder.register_gauge(&key(name, &[]), &METADATA);
        let cache = |name: &str| CacheMetrics {
            hits: counter(
                "portico_gateway_cache_total",
                &[("cache", name), ("result", "hit")],
            ),
            misses: counter(
                "portico_gateway_cache_total",
                &[("cache", name), ("result", "miss")],
            ),
        };
        Self {
            outcomes: Outcome::ALL.map(|outcome| {
                counter(
                    "portico_gateway_operations_total",
                    &[("outcome", outcome.as_str())],
                )
            }),
            duration: recorder.register_histogram(
                &key("portico_gateway_operation_duration_seconds", &[]),
                &METADATA,
            ),
            in_flight: gauge("portico_gateway_operations_in_flight"),
            connections: gauge("portico_gateway_connections"),
            sockets: gauge("portico_gateway_websockets"),
            subscriptions: gauge("portico_gateway_subscriptions"),
            document_cache: cache("documents"),
            plan_cache: cache("plans"),
            persisted_cache: cache("persisted_operations"),
            composition: CompositionMetrics {
                outcomes: Composed::ALL.map(|outcome| {
                    counter(
                        "portico_gateway_composition_total",
                        &[("outcome", outcome.as_str())],
                    )
                }),
                hash: gauge("portico_gateway_supergraph_hash"),
                age: gauge("portico_gateway_supergraph_age_seconds"),
                failing: gauge("portico_gateway_composition_failing"),
                unread: gauge("portico_gateway_subgraphs_unread"),
            },
            handle: recorder.handle(),
            recorder,
        }
    }

    pub(crate) fn subgraph(&self, name: &str) -> SubgraphMetrics {
        let counter = |outcome| {
            let key = key(
                "portico_gateway_subgraph_requests_total",
                &[("subgraph", name), ("outcome", outcome)],
            );
            self.recorder.register_counter(&key, &METADATA)
        };
        let duration = key(
            "portico_gateway_subgraph_request_duration_seconds",
            &[("subgraph", name)],
        );
        SubgraphMetrics {
            answered: counter("answered"),
            failed: counter("failed"),
            duration: self.recorder.register_histogram(&duration, &METADATA),
        }
    }

    pub(crate) fn traffic(&self, subgraph: &str) -> TrafficMetrics {
        let counter = |name: &'static str| {
            let key = key(name, &[("subgraph", subgraph)]);
            self.recorder.register_counter(&key, &METADATA)
        };
        TrafficMetrics {
            retries: counter("portico_gateway_subgraph_retries_total"),
            overloaded: counter("portico_gateway_subgraph_overloaded_total"),
            broken: counter("portico_gateway_subgraph_circuit_refused_total"),
            opened: counter("portico_gateway_subgraph_circuit_opened_total"),
        }
    }

    pub(crate) fn operation(&self, outcome: Outcome, took: Duration) {
        let index = Outcome::ALL.iter().position(|known| *known == outcome);
        self.outcomes[index.expect("every outcome has a counter")].increment(1);
        self.duration.record(took.as_secs_f64());
    }

    /// The text for `/metrics`.
    pub(crate) fn render(&self) -> String {
        self.handle.render()
    }

    /// Folds what the histograms gathered; without it they grow until somebody scrapes.
    pub(crate) fn upkeep(&self) {
        self.handle.run_upkeep();
    }
}

fn describe(recorder: &PrometheusRecorder) {
    let counters = [
        (
            "portico_gateway_operations_total",
            "GraphQL operations, by how they ended",
        ),
        (
            "portico_gateway_cache_total",
            "look-ups in the gateway's caches",
        ),
        (
            "portico_gateway_subgraph_requests_total",
            "requests sent to subgraphs",
        ),
        (
            "portico_gateway_subgraph_retries_total",
            "requests sent to a subgraph again",
        ),
        (
            "portico_gateway_subgraph_overloaded_total",
            "requests not sent: too many to that subgraph were under way",
        ),
        (
            "portico_gateway_subgraph_circuit_refused_total",
            "requests not sent: the subgraph is left alone, since it failed too often",
        ),
        (
            "portico_gateway_subgraph_circuit_opened_total",
            "times that a subgraph began to be left alone, failed probes included",
        ),
        (
            "portico_gateway_composition_total",
            "attempts to bring the supergraph up to date, by how they ended",
        ),
    ];
    for (name, text) in counters {
        recorder.describe_counter(
            KeyName::from_const_str(name),
            Some(Unit::Count),
            text.into(),
        );
    }
    let gauges = [
        (
            "portico_gateway_operations_in_flight",
            "operations being answered",
        ),
        ("portico_gateway_connections", "open client connections"),
        ("portico_gateway_websockets", "open WebSockets"),
        ("portico_gateway_subscriptions", "running subscriptions"),
        (
            "portico_gateway_supergraph_hash",
            "the first 48 bits of the SHA-256 of the supergraph in force",
        ),
        (
            "portico_gateway_supergraph_age_seconds",
            "for how long the supergraph has been in force",
        ),
        (
            "portico_gateway_composition_failing",
            "1 while what the sources say cannot be served",
        ),
        (
            "portico_gateway_subgraphs_unread",
            "subgraphs whose SDL could not be read last time",
        ),
    ];
    for (name, text) in gauges {
        recorder.describe_gauge(KeyName::from_const_str(name), None, text.into());
    }
    let histograms = [
        (
            "portico_gateway_operation_duration_seconds",
            "time from the whole request to the whole answer",
        ),
        (
            "portico_gateway_subgraph_request_duration_seconds",
            "time of one request to a subgraph",
        ),
    ];
    for (name, text) in histograms {
        recorder.describe_histogram(
            KeyName::from_const_str(name),
            Some(Unit::Seconds),
            text.into(),
        );
    }
}

fn key(name: &'static str, labels: &[(&'static str, &str)]) -> Key {
    let labels = labels
        .iter()
        .map(|(label, value)| Label::new(*label, (*value).to_owned()));
    Key::from_parts(name, labels.collect::<Vec<Label>>())
}
