//! An open subscription: its events, each completed from other subgraphs, the same over every transport.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;

use super::{Service, Subscription};
use crate::context::RequestContext;
use crate::error::Rejection;
use crate::graphql::GraphqlRequest;
use crate::metrics::Counted;

/// A subscription and all that its events need; dropping it ends it at the subgraph.
#[derive(Debug)]
pub(crate) struct Running {
    service: Arc<Service>,
    request: GraphqlRequest,
    context: RequestContext,
    subscription: Subscription,
    _counted: Counted,
}

impl Running {
    pub(crate) fn new(
        service: Arc<Service>,
        request: GraphqlRequest,
        context: RequestContext,
        subscription: Subscription,
    ) -> Self {
        Self {
            _counted: Counted::new(&service.metrics.subscriptions),
            service,
            request,
            context,
            subscription,
        }
    }

    /// The answer to the next event; after an error, nothing more comes. `None`: the subgraph has completed the stream.
    ///
    /// Ends also when the supergraph changes while the stream is silent, so that nothing keeps an engine that is out of
    /// force. An event that was taken is lost when the future is dropped.
    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, Rejection>> {
        loop {
            let retired = self.subscription.prepared.engine.retired.clone();
            let event = tokio::select! {
                biased;
                () = retired.cancelled() => None,
                event = self.subscription.events.next() => Some(event),
            };
            self.context.deadline = Instant::now() + self.service.config.http.request_timeout;
            return match event {
                None => match self.carry_over().await {
                    Ok(()) => continue,
                    Err(rejection) => Some(Err(rejection)),
                },
                Some(Some(Ok(event))) => {
                    let prepared = &self.subscription.prepared;
                    Some(self.service.event(prepared, event, &self.context).await)
                }
                Some(Some(Err(failure))) => Some(Err(failure.into())),
                Some(None) => None,
            };
        }
    }

    async fn carry_over(&mut self) -> Result<(), Rejection> {
        let (subscription, request) = (&mut self.subscription, &self.request);
        let service = self.service.clone();
        service
            .carry_over(subscription, request, &self.context)
            .await
    }
}
