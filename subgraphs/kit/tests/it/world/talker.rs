//! A service that says what tests tell it to.

use async_graphql::{Context, EmptyMutation, Object, Result, SimpleObject, Subscription};
use futures::Stream;
use serde::{Deserialize, Serialize};
use subgraph_kit::changes::Changes;
use subgraph_kit::config::Reader;
use subgraph_kit::db::{EmbeddedMigrations, embed_migrations};
use subgraph_kit::events::{Audience, BoxError, Event, Message};
use subgraph_kit::federation::{authenticated, export_sdl};
use subgraph_kit::id::{CustomerId, EntityKey, ProductId};
use subgraph_kit::identity::{Authenticated, HasScope, caller, require_customer};
use subgraph_kit::money::{CurrencyCode, Money};
use subgraph_kit::paging::{Connection, PageArgs, Total};
use subgraph_kit::scalars::DateTime;
use subgraph_kit::service::{self, Parts, Service};

/// What a note wishes for is what happens to it: see the listener.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) subject: String,
    pub(crate) number: i64,
    pub(crate) wish: String,
}

impl Message for Note {
    const TYPE: &'static str = "note.written.v1";
}

impl Event for Note {
    const SOURCE: &'static str = "talker";
    fn subject(&self) -> String {
        self.subject.clone()
    }
}

/// Nobody listens to this.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Unheard {
    pub(crate) subject: String,
}

impl Message for Unheard {
    const TYPE: &'static str = "note.unheard.v1";
}

impl Event for Unheard {
    const SOURCE: &'static str = "talker";
    const AUDIENCE: Audience = Audience::Anyone;
    fn subject(&self) -> String {
        self.subject.clone()
    }
}

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("tests/it/migrations");

pub(crate) struct Talker;

#[async_trait::async_trait]
impl Service for Talker {
    const NAME: &'static str = "talker";
    type Config = ();

    fn config(_: &mut Reader<'_>) -> Option<()> {
        Some(())
    }

    fn migrations() -> EmbeddedMigrations {
        MIGRATIONS
    }

    fn sdl() -> String {
        export_sdl(&subgraph_kit::graphql::builder(Query, EmptyMutation, Feed).finish())
    }

    async fn build(_: (), context: &service::Context) -> Result<Parts, BoxError> {
        let schema = subgraph_kit::graphql::builder(Query, EmptyMutation, Feed)
            .data(context.changes.clone())
            .finish();
        Ok(Parts::new(schema))
    }
}

#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct Product {
    id: ProductId,
    price: Money,
    seen_at: Option<DateTime>,
}

fn product(id: ProductId) -> Product {
    Product {
        id,
        price: Money::new(1230, CurrencyCode::Eur),
        seen_at: None,
    }
}

pub(crate) struct Query;

/// The root.
#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "hello"
    }

    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn me(&self, ctx: &Context<'_>) -> Result<CustomerId> {
        require_customer(ctx)
    }

    #[graphql(
        requires_scopes = "catalog:write",
        guard = "HasScope(\"catalog:write\")"
    )]
    async fn staff_only(&self, ctx: &Context<'_>) -> bool {
        caller(ctx).has_scope("catalog:write")
    }

    async fn broken(&self) -> Result<i32> {
        Err(std::io::Error::other("the password is swordfish"))?
    }

    async fn product(&self, id: ProductId) -> Product {
        product(id)
    }

    async fn products(
        &self,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<Product>> {
        let request = PageArgs::new(first, after, None, None).check::<ProductId>()?;
        let rows = vec![product(ProductId::new())];
        Ok(Connection::assemble(
            &request,
            rows,
            |row| row.id,
            |row| row,
            Total::known(1),
        ))
    }

    #[graphql(entity)]
    async fn find_product_by_id(&self, id: EntityKey<ProductId>) -> Option<Product> {
        id.get().map(product)
    }
}

pub(crate) struct Feed;

#[Subscription(name = "Subscription")]
impl Feed {
    /// An item at the start and at each change.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        topic: String,
    ) -> Result<impl Stream<Item = String> + use<>> {
        use futures::StreamExt;
        let feed = ctx.data::<Changes>()?.watch(&topic);
        Ok(futures::stream::once(async {})
            .chain(feed)
            .map(move |()| topic.clone()))
    }

    async fn count(&self, to: i32) -> impl Stream<Item = i32> + use<> {
        futures::stream::iter(0..to)
    }
}
