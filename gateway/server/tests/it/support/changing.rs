//! A subgraph whose SDL changes while it runs.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};

use super::serve::Server;

/// What it says when it is asked for its SDL.
#[derive(Debug, Clone)]
pub(crate) enum Says {
    Sdl(String),
    /// As if there were a proxy whose service is gone.
    Html,
    /// Connections end without an answer's body.
    Refusal,
    /// Nothing, ever.
    Silence,
    /// More than anybody reads.
    Endless,
}

#[derive(Debug, Default)]
struct Heard {
    identity: Option<String>,
    authorization: Option<String>,
    questions: usize,
}

/// The subgraph; it answers every other request with `{"data": …}` of its own.
#[derive(Debug)]
pub(crate) struct Changing {
    server: Server,
    site: Arc<Site>,
}

#[derive(Debug)]
struct Site {
    says: Mutex<Says>,
    data: Value,
    heard: Mutex<Heard>,
    needs_identity: bool,
}

impl Changing {
    pub(crate) async fn start(sdl: &str, data: Value) -> Self {
        Self::with(sdl, data, false).await
    }

    /// One that answers nobody without a signed identity, as the services of the shop.
    pub(crate) async fn guarded(sdl: &str) -> Self {
        Self::with(sdl, json!({}), true).await
    }

    async fn with(sdl: &str, data: Value, needs_identity: bool) -> Self {
        let site = Arc::new(Site {
            says: Mutex::new(Says::Sdl(sdl.to_owned())),
            data,
            heard: Mutex::default(),
            needs_identity,
        });
        let router = Router::new()
            .route("/graphql", post(answer))
            .with_state(site.clone());
        Self {
            server: Server::start(router).await,
            site,
        }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url("/graphql")
    }

    pub(crate) fn say(&self, says: Says) {
        *self.site.says.lock().unwrap() = says;
    }

    pub(crate) fn sdl(&self, sdl: &str) {
        self.say(Says::Sdl(sdl.to_owned()));
    }

    /// The identity that came with the last question for SDL.
    pub(crate) fn identity(&self) -> Option<String> {
        self.site.heard.lock().unwrap().identity.clone()
    }

    /// The `Authorization` header that came with it.
    pub(crate) fn authorization(&self) -> Option<String> {
        self.site.heard.lock().unwrap().authorization.clone()
    }

    /// How often it was asked for its SDL.
    pub(crate) fn questions(&self) -> usize {
        self.site.heard.lock().unwrap().questions
    }
}

async fn answer(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap();
    let identity = headers.get("portico-identity");
    if site.needs_identity && identity.is_none() {
        let refusal = json!({"errors": [{"message": "no identity"}]});
        return (StatusCode::UNAUTHORIZED, refusal.to_string()).into_response();
    }
    if !body["query"].as_str().unwrap().contains("_service") {
        return json_response(&json!({ "data": site.data }));
    }
    {
        let mut heard = site.heard.lock().unwrap();
        heard.identity = identity.map(|value| value.to_str().unwrap().to_owned());
        let authorization = headers.get("authorization");
        heard.authorization = authorization.map(|value| value.to_str().unwrap().to_owned());
        heard.questions += 1;
    }
    let says = site.says.lock().unwrap().clone();
    match says {
        Says::Sdl(sdl) => json_response(&json!({"data": {"_service": {"sdl": sdl}}})),
        Says::Html => (StatusCode::BAD_GATEWAY, "<html>bad gateway</html>").into_response(),
        Says::Refusal => {
            json_response(&json!({"data": null, "errors": [{"message": "not today"}]}))
        }
        Says::Silence => std::future::pending().await,
        Says::Endless => "x".repeat(64 * 1024).into_response(),
    }
}

fn json_response(value: &Value) -> Response {
    ([("content-type", "application/json")], value.to_string()).into_response()
}
