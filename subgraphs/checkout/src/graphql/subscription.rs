//! The subscription root.

use super::checkout::Checkout;
use crate::db::checkout as rows;
use crate::domain::saga::Status;
use async_graphql::{Context, Result};
use futures::stream::{BoxStream, Stream, StreamExt};
use subgraph_kit::changes::Changes;
use subgraph_kit::db::{Db, DbError};
use subgraph_kit::error::{client, codes, internal};
use subgraph_kit::id::{CheckoutId, EntityKey};
use subgraph_kit::identity::caller;

/// What can be followed.
#[derive(Debug)]
pub(crate) struct Subscription;

#[async_graphql::Subscription]
impl Subscription {
    /// The checkout now, and again at each change, until it has ended.
    async fn checkout_progress(
        &self,
        ctx: &Context<'_>,
        id: EntityKey<CheckoutId>,
    ) -> Result<impl Stream<Item = Result<Checkout>> + use<>> {
        let none = || client(codes::BAD_USER_INPUT, "There is no such checkout.");
        let id = id.get().ok_or_else(none)?;
        let db = ctx.data::<Db>()?.clone();
        // Listen first, then look: a change in between is seen.
        let changes = ctx.data::<Changes>()?.watch(&id);
        let now = load(&db, id).await.map_err(internal)?;
        let now = now.filter(|checkout| Checkout::is_open_to(&checkout.0, caller(ctx)));
        let now = now.ok_or_else(none)?;
        Ok(follow(db, id, now, changes.boxed()))
    }
}

/// What a follower holds between two items.
struct Following {
    db: Db,
    id: CheckoutId,
    /// Still to be shown, at the very start.
    first: Option<Checkout>,
    shown: Option<Shown>,
    changes: BoxStream<'static, ()>,
}

/// By what two states differ for a buyer.
type Shown = (Status, crate::domain::saga::Step);

fn follow(
    db: Db,
    id: CheckoutId,
    first: Checkout,
    changes: BoxStream<'static, ()>,
) -> impl Stream<Item = Result<Checkout>> {
    let following = Following {
        db,
        id,
        first: Some(first),
        shown: None,
        changes,
    };
    futures::stream::unfold(following, |mut following| async move {
        let item = following.next().await?;
        Some((item, following))
    })
}

impl Following {
    /// The next state that differs from the last one shown; `None` after the last.
    async fn next(&mut self) -> Option<Result<Checkout>> {
        if matches!(self.shown, Some((Status::Completed | Status::Failed, _))) {
            return None;
        }
        if let Some(first) = self.first.take() {
            return Some(Ok(self.show(first)));
        }
        loop {
            self.changes.next().await?;
            match load(&self.db, self.id).await {
                Ok(Some(now)) if self.shown != Some((now.0.status, now.0.step)) => {
                    return Some(Ok(self.show(now)));
                }
                Ok(Some(_)) => {}
                Ok(None) => return None,
                // The stream goes on: the next change may find the database back.
                Err(error) => return Some(Err(internal(error))),
            }
        }
    }

    fn show(&mut self, checkout: Checkout) -> Checkout {
        self.shown = Some((checkout.0.status, checkout.0.step));
        checkout
    }
}

async fn load(db: &Db, id: CheckoutId) -> Result<Option<Checkout>, DbError> {
    let mut conn = db.conn().await?;
    let mut rows = rows::find(&mut conn, &[id]).await?;
    Ok(rows.pop().map(Checkout))
}
