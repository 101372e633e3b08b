//! What payments hears and publishes.

pub mod heard;
pub mod published;

use subgraph_kit::db::Conn;
use subgraph_kit::events::{Failure, Handlers, Received};

use crate::domain::{authorize, void};
use heard::{AuthorizePayment, VoidPayment};

/// The service's queue: which event does what.
pub fn handlers() -> Handlers {
    Handlers::new().on(authorize_payment).on(void_payment)
}

async fn authorize_payment(
    conn: &mut Conn,
    event: Received<AuthorizePayment>,
) -> Result<(), Failure> {
    Ok(authorize::request(conn, &event.data).await?)
}

async fn void_payment(conn: &mut Conn, event: Received<VoidPayment>) -> Result<(), Failure> {
    Ok(void::request(conn, &event.data).await?)
}
