//! The subgraph `strange`, which answers as it is told to.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use bytes::Bytes;
use futures::stream;

use super::serve::Server;

/// What the next requests are answered with.
#[derive(Debug, Clone)]
pub(crate) enum Behaviour {
    /// Status and body.
    Body(u16, &'static str),
    /// A redirect to itself.
    Redirect,
    /// A body without an end.
    Endless,
    /// An answer that never begins.
    Silent,
    /// The connection breaks in the middle of the body.
    BrokenOff,
    /// A good answer after a while.
    Slow(Duration),
}

#[derive(Debug, Clone)]
pub(crate) struct Strange(Arc<Mutex<Behaviour>>);

impl Strange {
    pub(crate) fn behave(&self, behaviour: Behaviour) {
        *self.0.lock().unwrap() = behaviour;
    }
}

pub(crate) async fn start() -> (Server, Strange) {
    let strange = Strange(Arc::new(Mutex::new(Behaviour::Body(
        200,
        r#"{"data":{"strange":"fine"}}"#,
    ))));
    let router = Router::new()
        .route("/graphql", post(answer))
        .with_state(strange.clone());
    (Server::start(router).await, strange)
}

async fn answer(State(strange): State<Strange>) -> Response {
    let behaviour = strange.0.lock().unwrap().clone();
    let response = Response::builder().header("content-type", "application/json");
    let built = match behaviour {
        Behaviour::Body(status, body) => response.status(status).body(Body::from(body)),
        Behaviour::Redirect => response
            .status(307)
            .header("location", "/graphql")
            .body(Body::empty()),
        Behaviour::Endless => {
            let piece = Bytes::from(vec![b' '; 64 * 1024]);
            response.body(Body::from_stream(stream::repeat_with(move || {
                Ok::<_, std::io::Error>(piece.clone())
            })))
        }
        Behaviour::Silent => std::future::pending().await,
        Behaviour::BrokenOff => {
            let pieces = [
                Ok(Bytes::from_static(b"{\"data\":{\"strange\":")),
                Err(std::io::Error::other("broken")),
            ];
            response.body(Body::from_stream(stream::iter(pieces)))
        }
        Behaviour::Slow(time) => {
            // The one wait of the tests: what is tested is an answer that takes its time.
            tokio::time::sleep(time).await;
            response.body(Body::from(r#"{"data":{"strange":"slow"}}"#))
        }
    };
    built.unwrap()
}
