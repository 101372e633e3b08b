//! What belongs to one client request besides its GraphQL.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gateway_composition::usage::Client;
use http::{HeaderMap, HeaderName};

use crate::auth::Caller;
use crate::trace::TraceContext;

/// Who asks, until when the answer is of use, and what is passed on to subgraphs.
#[derive(Debug, Clone)]
pub(crate) struct RequestContext {
    pub(crate) caller: Arc<Caller>,
    /// Where the request came from.
    pub(crate) address: IpAddr,
    /// Only those the configuration names.
    pub(crate) propagated: Arc<HeaderMap>,
    pub(crate) trace: TraceContext,
    pub(crate) deadline: Instant,
    /// The client asked how it was answered, and may know.
    pub(crate) explain: bool,
    /// Who the client says it is; only where usage is recorded.
    pub(crate) client: Option<Client>,
    /// The client reads answers in parts.
    pub(crate) takes_parts: bool,
}

impl RequestContext {
    pub(crate) fn new(
        caller: Arc<Caller>,
        address: IpAddr,
        propagated: Arc<HeaderMap>,
        trace: TraceContext,
        time: Duration,
    ) -> Self {
        Self {
            caller,
            address,
            propagated,
            trace,
            deadline: Instant::now() + time,
            explain: false,
            client: None,
            takes_parts: false,
        }
    }
}

/// The client's headers that are copied to hops.
pub(crate) fn propagated(headers: &HeaderMap, names: &[HeaderName]) -> HeaderMap {
    let mut copied = HeaderMap::new();
    for name in names {
        for value in headers.get_all(name) {
            copied.append(name, value.clone());
        }
    }
    copied
}
