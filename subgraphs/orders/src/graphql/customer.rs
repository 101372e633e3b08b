//! A customer's orders.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use subgraph_kit::db::{Db, DbError};
use subgraph_kit::error::{client, codes, internal};
use subgraph_kit::federation::authenticated;
use subgraph_kit::id::CustomerId;
use subgraph_kit::identity::{Authenticated, caller};
use subgraph_kit::paging::{Connection, PageArgs, Total};

use super::order::Order;
use crate::db::order::{self, OrderKey, OrderRow};

/// A customer, of whom this service knows what they ordered.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub(super) struct Customer {
    pub id: CustomerId,
}

#[ComplexObject]
impl Customer {
    /// Youngest first; only the customer's own.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn orders(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Option<Connection<Order>>> {
        if !caller(ctx).is(self.id) {
            return Err(client(
                codes::FORBIDDEN,
                "These are somebody else's orders.",
            ));
        }
        let db = ctx.data::<Db>()?;
        let request = PageArgs::new(first, after, last, before).check::<OrderKey>()?;
        let rows = async {
            Ok::<_, DbError>(order::page(&mut *db.conn().await?, self.id, &request).await?)
        };
        let rows = rows.await.map_err(internal)?;
        let (db, customer) = (db.clone(), self.id);
        let total = Total::lazy(move || count(db.clone(), customer));
        Ok(Some(Connection::assemble(
            &request,
            rows,
            OrderRow::key,
            Order,
            total,
        )))
    }
}

async fn count(db: Db, customer: CustomerId) -> Result<i64> {
    let count = async { Ok::<_, DbError>(order::count(&mut *db.conn().await?, customer).await?) };
    count.await.map_err(internal)
}
