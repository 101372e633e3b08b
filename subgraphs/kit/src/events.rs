//! Events: written to the outbox in the transaction that causes them, delivered at least once, handled once.
//!
//! A service publishes with [`outbox::append`] and hears through [`Handlers`]. How events travel between the two is the
//! [`bus`](crate::bus)'s business. The whole contract is under "Events" in `docs/ARCHITECTURE.md`.

mod consumer;
pub mod dead_letter;
mod envelope;
mod failure;
mod handlers;
mod housekeeping;
mod inbox;
mod message;
mod nudge;
pub mod outbox;
pub(crate) mod queue;
mod relay;
mod retry;

pub(crate) use self::consumer::Consumer;
pub use self::envelope::{Envelope, EnvelopeError};
pub use self::failure::{BoxError, Failure};
pub use self::handlers::{HandlerFn, Handlers, StatefulHandlerFn};
pub(crate) use self::housekeeping::clean_up;
pub use self::message::{Audience, Event, Message, Received};
pub use self::nudge::Nudge;
pub(crate) use self::relay::Relay;
pub use self::retry::RetryPolicy;
