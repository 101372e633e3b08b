//! The subgraph `reviews`, which only adds to products.

use async_graphql::{EmptyMutation, EmptySubscription, ID, Object, Schema, SimpleObject};
use async_graphql_axum::GraphQL;
use axum::Router;
use axum::routing::post_service;

use super::serve::Server;

#[derive(Debug, SimpleObject)]
struct Review {
    body: String,
}

struct Product {
    upc: ID,
}

#[Object]
impl Product {
    async fn upc(&self) -> &ID {
        &self.upc
    }

    async fn reviews(&self) -> Vec<Review> {
        vec![Review {
            body: format!("about {}", *self.upc),
        }]
    }
}

struct Query;

#[Object]
impl Query {
    #[graphql(entity)]
    async fn find(&self, upc: ID) -> Product {
        Product { upc }
    }
}

pub(crate) async fn start() -> Server {
    let schema = Schema::build(Query, EmptyMutation, EmptySubscription)
        .enable_federation()
        .finish();
    Server::start(Router::new().route("/graphql", post_service(GraphQL::new(schema)))).await
}
