//! GraphQL over WebSocket for clients: the subprotocol `graphql-transport-ws`.

mod close;
mod message;
mod operation;
mod session;
mod upgrade;

pub(crate) use upgrade::upgrade;

/// The one subprotocol that is spoken, with clients and with subgraphs.
pub(crate) const SUBPROTOCOL: &str = "graphql-transport-ws";
