//! The entry point: an order, as an entity.

use async_graphql::Object;
use subgraph_kit::id::{EntityKey, OrderId};

use super::order::Order;

#[derive(Clone, Copy, Debug)]
pub struct Query;

#[Object]
impl Query {
    #[graphql(entity)]
    async fn order_entity(&self, id: EntityKey<OrderId>) -> Option<Order> {
        id.get().map(|id| Order { id })
    }
}
