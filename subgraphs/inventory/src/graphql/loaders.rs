//! The batched lookups.

use crate::db;
use async_graphql::dataloader;
use async_graphql::{Context, ObjectType, SchemaBuilder, SubscriptionType};
use std::collections::HashMap;
use std::sync::Arc;
use subgraph_kit::db::{Db, DbError};
use subgraph_kit::graphql::Batches;
use subgraph_kit::id::{ProductId, VariantId};
use subgraph_kit::money::Money;

/// Why a batch failed, shared by all that were in it.
pub(super) type LoadError = Arc<DbError>;

/// Reads availabilities and prices.
pub(super) struct Loader {
    db: Db,
}

/// How many pieces of a variant can be bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct AvailableOf(pub(super) VariantId);

/// Whether a product can be bought; one that cannot has no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct BuyableProduct(pub(super) ProductId);

/// What a variant costs; one whose price is unknown has no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PriceOf(pub(super) VariantId);

/// Puts the loader into the schema.
pub(super) fn register<Q, M, S>(builder: SchemaBuilder<Q, M, S>, db: &Db) -> SchemaBuilder<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    builder.data(Batches::new(Loader { db: db.clone() }))
}

/// The loader of the schema that runs.
pub(super) fn loader<'a>(ctx: &Context<'a>) -> &'a Batches<Loader> {
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

impl dataloader::Loader<PriceOf> for Loader {
    type Value = Money;
    type Error = LoadError;

    async fn load(&self, keys: &[PriceOf]) -> Result<HashMap<PriceOf, Money>, LoadError> {
        let ids: Vec<VariantId> = keys.iter().map(|key| key.0).collect();
        let mut conn = self.db.conn().await?;
        let prices = db::price::of_variants(&mut conn, &ids)
            .await
            .map_err(DbError::from)?;
        Ok(prices
            .into_iter()
            .map(|(id, price)| (PriceOf(id), price))
            .collect())
    }
}
