//! The subgraph `products`.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

use async_graphql::http::ALL_WEBSOCKET_PROTOCOLS;
use async_graphql::{Context, ID, Object, Schema, SimpleObject, Subscription};
use async_graphql_axum::{GraphQLProtocol, GraphQLRequest, GraphQLResponse, GraphQLWebSocket};
use axum::Router;
use axum::extract::{State, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use futures::stream::{self, Stream};

use super::serve::Server;

/// Names of the products, by their number from 1.
const NAMES: [&str; 3] = ["Table", "Couch", "Chair"];

#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
struct Product {
    upc: ID,
    name: String,
}

#[async_graphql::ComplexObject]
impl Product {
    async fn sibling(&self) -> Option<Product> {
        product(1)
    }
}

fn product(number: usize) -> Option<Product> {
    let name = NAMES.get(number.checked_sub(1)?)?;
    Some(Product {
        upc: number.to_string().into(),
        name: (*name).to_owned(),
    })
}

fn all() -> Vec<Product> {
    (1..=NAMES.len()).filter_map(product).collect()
}

/// The headers of the request that is being answered.
struct Headers(HeaderMap);

impl Headers {
    fn text(context: &Context<'_>) -> String {
        let headers = context.data_unchecked::<Self>();
        let lines = headers
            .0
            .iter()
            .map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap()));
        lines.collect()
    }
}

struct Query(Arc<AtomicI32>);

#[Object]
impl Query {
    async fn products(&self) -> Vec<Product> {
        all()
    }

    async fn product(&self, upc: ID) -> Option<Product> {
        product(upc.parse().ok()?)
    }

    async fn headers(&self, context: &Context<'_>) -> String {
        Headers::text(context)
    }

    async fn requests(&self) -> i32 {
        self.0.load(Ordering::SeqCst)
    }

    async fn secret(&self) -> &str {
        "for those who are known"
    }

    async fn staff(&self) -> &str {
        "for staff"
    }

    #[graphql(entity)]
    async fn find(&self, upc: ID) -> Option<Product> {
        product(upc.parse().ok()?)
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn product_rename(&self, upc: ID, name: String) -> Option<Product> {
        product(upc.parse().ok()?).map(|product| Product { name, ..product })
    }
}

struct Events;

#[Subscription]
impl Events {
    async fn product_seen(&self) -> impl Stream<Item = Product> {
        stream::iter(all())
    }

    async fn silence(&self) -> impl Stream<Item = i32> {
        stream::pending()
    }

    /// Counts from 0, fast.
    async fn clock(&self) -> impl Stream<Item = i32> {
        let tick = Duration::from_millis(10);
        stream::unfold(0, move |now| async move {
            tokio::time::sleep(tick).await;
            Some((now, now + 1))
        })
    }

    async fn headers_seen(&self, context: &Context<'_>) -> impl Stream<Item = String> {
        let text = Headers::text(context);
        stream::iter([text])
    }
}

type Products = Schema<Query, Mutation, Events>;

#[derive(Clone)]
struct Site {
    schema: Products,
    requests: Arc<AtomicI32>,
}

pub(crate) async fn start() -> Server {
    let requests = Arc::new(AtomicI32::new(0));
    let schema = Schema::build(Query(requests.clone()), Mutation, Events);
    let site = Site {
        schema: schema
            .enable_federation()
            .enable_subscription_in_federation()
            .finish(),
        requests,
    };
    let router = Router::new()
        .route("/graphql", get(socket).post(answer))
        .with_state(site);
    Server::start(router).await
}

async fn answer(
    State(site): State<Site>,
    headers: HeaderMap,
    request: GraphQLRequest,
) -> GraphQLResponse {
    site.requests.fetch_add(1, Ordering::SeqCst);
    site.schema
        .execute(request.into_inner().data(Headers(headers)))
        .await
        .into()
}

async fn socket(
    State(site): State<Site>,
    headers: HeaderMap,
    protocol: GraphQLProtocol,
    upgrade: WebSocketUpgrade,
) -> Response {
    let mut data = async_graphql::Data::default();
    data.insert(Headers(headers));
    upgrade
        .protocols(ALL_WEBSOCKET_PROTOCOLS)
        .on_upgrade(move |socket| {
            GraphQLWebSocket::new(socket, site.schema, protocol)
                .with_data(data)
                .serve()
        })
}
