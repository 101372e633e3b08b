//! The batched lookups.

use crate::db;
use async_graphql::dataloader::{self, DataLoader};
use async_graphql::{Context, ObjectType, SchemaBuilder, SubscriptionType};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use subgraph_kit::db::{Db, DbError};
use subgraph_kit::id::{ProductId, VariantId};

/// Why a batch failed, shared by all that were in it.
pub(super) type LoadError = Arc<DbError>;

/// Reads availabilities.
pub(super) struct Loader {
    db: Db,
}

/// How many pieces of a variant can be bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct AvailableOf(pub(super) VariantId);

/// Whether a product can be bought; one that cannot has no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct BuyableProduct(pub(super) ProductId);

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
    builder.data(Batches::new(db))
}

/// The loader of the schema that runs.
pub(super) fn loader<'a>(ctx: &Context<'a>) -> &'a Batches {
    ctx.data_unchecked()
}

impl dataloader::Loader<AvailableOf> for Loader {
    type Value = i64;
    type Error = LoadError;

    async fn load(&self, keys: &[AvailableOf]) -> Result<HashMap<AvailableOf, i64>, LoadError> {
        let ids: Vec<VariantId> = keys.iter().map(|key| key.0).collect();
        let mut conn = self.db.conn().await?;
        let rows = db::availability::of_variants(&mut conn, &ids)
            .await
            .map_err(DbError::from)?;
        Ok(rows
            .into_iter()
            .map(|row| (AvailableOf(row.variant_id), row.available))
            .collect())
    }
}

impl dataloader::Loader<BuyableProduct> for Loader {
    type Value = ();
    type Error = LoadError;

    async fn load(
        &self,
        keys: &[BuyableProduct],
    ) -> Result<HashMap<BuyableProduct, ()>, LoadError> {
        let ids: Vec<ProductId> = keys.iter().map(|key| key.0).collect();
        let mut conn = self.db.conn().await?;
        let buyable = db::availability::buyable_products(&mut conn, &ids)
            .await
            .map_err(DbError::from)?;
        Ok(buyable
            .into_iter()
            .map(|id| (BuyableProduct(id), ()))
            .collect())
    }
}
