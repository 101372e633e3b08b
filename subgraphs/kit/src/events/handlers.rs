//! The registry of what a service does when it hears something.

use super::{Envelope, Failure, Message, Received};
use crate::db::Conn;
use futures::future::BoxFuture;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An `async fn(conn: &mut Conn, event: Received<M>) -> Result<(), Failure>`.
///
/// It runs inside one transaction, together with the inbox row: what it does through `conn`, events it appends to the
/// outbox included, takes effect exactly once.
pub trait HandlerFn<'conn, M>: Send + Sync {
    /// The future it gives.
    type Running: Future<Output = Result<(), Failure>> + Send + 'conn;

    /// Calls it.
    fn call(&self, conn: &'conn mut Conn, event: Received<M>) -> Self::Running;
}

impl<'conn, M, F, Running> HandlerFn<'conn, M> for F
where
    F: Fn(&'conn mut Conn, Received<M>) -> Running + Send + Sync,
    Running: Future<Output = Result<(), Failure>> + Send + 'conn,
{
    type Running = Running;

    fn call(&self, conn: &'conn mut Conn, event: Received<M>) -> Running {
        self(conn, event)
    }
}

/// An `async fn(state: S, conn: &mut Conn, event: Received<M>) -> Result<(), Failure>`, as [`HandlerFn`] with what the
/// service gives it: settings, a client.
pub trait StatefulHandlerFn<'conn, S, M>: Send + Sync {
    /// The future it gives.
    type Running: Future<Output = Result<(), Failure>> + Send + 'conn;

    /// Calls it.
    fn call(&self, state: S, conn: &'conn mut Conn, event: Received<M>) -> Self::Running;
}

impl<'conn, S, M, F, Running> StatefulHandlerFn<'conn, S, M> for F
where
    F: Fn(S, &'conn mut Conn, Received<M>) -> Running + Send + Sync,
    Running: Future<Output = Result<(), Failure>> + Send + 'conn,
{
    type Running = Running;

    fn call(&self, state: S, conn: &'conn mut Conn, event: Received<M>) -> Running {
        self(state, conn, event)
    }
}

type Erased =
    dyn for<'a> Fn(&'a mut Conn, &'a Envelope) -> BoxFuture<'a, Result<(), Failure>> + Send + Sync;

/// Which function handles which type of event.
///
/// ```ignore
/// Handlers::new()
///     .on(view::product_published)                  // async fn(&mut Conn, Received<ProductPublished>)
///     .on_with(Arc::clone(&settings), saga::stock_reserved) // async fn(Arc<Settings>, &mut Conn, Received<StockReserved>)
/// ```
#[derive(Clone, Default)]
pub struct Handlers {
    by_type: BTreeMap<&'static str, Arc<Erased>>,
}

impl std::fmt::Debug for Handlers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.by_type.keys()).finish()
    }
}

impl Handlers {
    /// Hears nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Handles events of `M`'s type with `handler`.
    ///
    /// # Panics
    /// When the type has a handler already.
    #[must_use]
    pub fn on<M, F>(self, handler: F) -> Self
    where
        M: Message,
        F: for<'conn> HandlerFn<'conn, M> + 'static,
    {
        self.insert(
            M::TYPE,
            Arc::new(move |conn, envelope| match envelope.read::<M>() {
                Ok(event) => Box::pin(handler.call(conn, event)),
                Err(error) => Box::pin(std::future::ready(Err(error.into()))),
            }),
        )
    }

    /// Handles events of `M`'s type with `handler`, which also gets a clone of `state`.
    ///
    /// # Panics
    /// When the type has a handler already.
    #[must_use]
    pub fn on_with<S, M, F>(self, state: S, handler: F) -> Self
    where
        S: Clone + Send + Sync + 'static,
        M: Message,
        F: for<'conn> StatefulHandlerFn<'conn, S, M> + 'static,
    {
        self.insert(
            M::TYPE,
            Arc::new(move |conn, envelope| match envelope.read::<M>() {
                Ok(event) => Box::pin(handler.call(state.clone(), conn, event)),
                Err(error) => Box::pin(std::future::ready(Err(error.into()))),
            }),
        )
    }

    /// The types that have a handler: what the service's queue is bound to.
    pub fn types(&self) -> Vec<&'static str> {
        self.by_type.keys().copied().collect()
    }

    pub(crate) fn get(&self, kind: &str) -> Option<&Arc<Erased>> {
        self.by_type.get(kind)
    }

    fn insert(mut self, kind: &'static str, handler: Arc<Erased>) -> Self {
        let earlier = self.by_type.insert(kind, handler);
        assert!(earlier.is_none(), "{kind} has two handlers");
        self
    }
}
