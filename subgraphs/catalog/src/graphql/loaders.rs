//! The batched lookups.

mod by_id;
mod of_category;
mod of_product;

use async_graphql::dataloader::{self, DataLoader};
use async_graphql::{Context, ObjectType, SchemaBuilder, SubscriptionType};
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use subgraph_kit::db::{Db, DbError};

pub(super) use self::by_id::{CategoryById, ProductById, VariantById};
pub(super) use self::of_category::{CountIn, PageIn};
pub(super) use self::of_product::{ImagesOf, OptionsOf, VariantsOf};

/// Why a batch failed, shared by all that were in it.
pub(super) type LoadError = Arc<DbError>;

/// Reads entities and lists by key.
pub(super) struct Loader {
    db: Db,
}

/// Yields to the request before a batch is closed, while it goes on asking. async-graphql works through a long list a few
/// elements at a time and lets other tasks run in between: closing by time alone would cut the list into many batches.
const MAX_YIELDS: usize = 500;
/// Yields without a question after which the request is taken to be waiting.
const QUIET_YIELDS: usize = 3;

/// The loader, and how often it was asked.
pub(super) struct Batches {
    loader: DataLoader<Loader>,
    asked: Arc<AtomicU64>,
}

impl Batches {
    fn new(db: &Db) -> Self {
        let asked = Arc::new(AtomicU64::new(0));
        let questions = Arc::clone(&asked);
        let loader = DataLoader::new(Loader { db: db.clone() }, move |batch| {
            let questions = Arc::clone(&questions);
            // It ends with its queries, which the database's time-outs bound.
            tokio::spawn(async move {
                settle(&questions).await;
                batch.await;
            })
        });
        Self { loader, asked }
    }

    /// The value of a key, looked up together with those that are asked for at the same time.
    pub(super) async fn load_one<K>(
        &self,
        key: K,
    ) -> Result<Option<<Loader as dataloader::Loader<K>>::Value>, LoadError>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Loader: dataloader::Loader<K, Error = LoadError>,
    {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.loader.load_one(key).await
    }
}

/// Waits until nobody asks any more.
async fn settle(questions: &AtomicU64) {
    let mut before = questions.load(Ordering::Relaxed);
    let mut quiet = 0;
    for _ in 0..MAX_YIELDS {
        tokio::task::yield_now().await;
        let now = questions.load(Ordering::Relaxed);
        quiet = if now == before { quiet + 1 } else { 0 };
        if quiet == QUIET_YIELDS {
            return;
        }
        before = now;
    }
}

/// Puts the loader into the schema.
pub(super) fn register<Q, M, S>(builder: SchemaBuilder<Q, M, S>, db: &Db) -> SchemaBuilder<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    builder.data(Arc::new(Batches::new(db)))
}

/// The loader of the schema that runs.
pub(super) fn loader<'a>(ctx: &Context<'a>) -> &'a Arc<Batches> {
    ctx.data_unchecked()
}

/// A failed batch as a GraphQL error.
pub(super) fn failed(error: LoadError) -> async_graphql::Error {
    subgraph_kit::error::internal(error)
}
