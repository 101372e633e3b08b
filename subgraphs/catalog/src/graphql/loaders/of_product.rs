//! What belongs to products. A product without any of a kind has no entry.

use super::{LoadError, Loader};
use crate::db;
use crate::db::image::ImageRow;
use crate::db::option::OptionRow;
use crate::db::variant::VariantRow;
use async_graphql::dataloader;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use subgraph_kit::db::DbError;
use subgraph_kit::id::ProductId;

/// A product's variants, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct VariantsOf(pub(in crate::graphql) ProductId);

/// A product's images, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct ImagesOf(pub(in crate::graphql) ProductId);

/// A product's options, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct OptionsOf(pub(in crate::graphql) ProductId);

/// Rows by key, each list in the order of the rows.
fn grouped<K: Eq + Hash, R>(rows: Vec<R>, key: impl Fn(&R) -> K) -> HashMap<K, Arc<[R]>> {
    let mut lists: HashMap<K, Vec<R>> = HashMap::new();
    for row in rows {
        lists.entry(key(&row)).or_default().push(row);
    }
    lists
        .into_iter()
        .map(|(key, list)| (key, list.into()))
        .collect()
}

impl dataloader::Loader<VariantsOf> for Loader {
    type Value = Arc<[VariantRow]>;
    type Error = LoadError;

    async fn load(
        &self,
        keys: &[VariantsOf],
    ) -> Result<HashMap<VariantsOf, Arc<[VariantRow]>>, LoadError> {
        let ids: Vec<ProductId> = keys.iter().map(|key| key.0).collect();
        let mut conn = self.db.conn().await?;
        let rows = db::variant::of_products(&mut conn, &ids)
            .await
            .map_err(DbError::from)?;
        Ok(grouped(rows, |row| VariantsOf(row.product_id)))
    }
}

impl dataloader::Loader<ImagesOf> for Loader {
    type Value = Arc<[ImageRow]>;
    type Error = LoadError;

    async fn load(
        &self,
        keys: &[ImagesOf],
    ) -> Result<HashMap<ImagesOf, Arc<[ImageRow]>>, LoadError> {
        let ids: Vec<ProductId> = keys.iter().map(|key| key.0).collect();
        let mut conn = self.db.conn().await?;
        let rows = db::image::of_products(&mut conn, &ids)
            .await
            .map_err(DbError::from)?;
        Ok(grouped(rows, |row| ImagesOf(row.product_id)))
    }
}

impl dataloader::Loader<OptionsOf> for Loader {
    type Value = Arc<[OptionRow]>;
    type Error = LoadError;

    async fn load(
        &self,
        keys: &[OptionsOf],
    ) -> Result<HashMap<OptionsOf, Arc<[OptionRow]>>, LoadError> {
        let ids: Vec<ProductId> = keys.iter().map(|key| key.0).collect();
        let mut conn = self.db.conn().await?;
        let rows = db::option::of_products(&mut conn, &ids)
            .await
            .map_err(DbError::from)?;
        Ok(grouped(rows, |row| OptionsOf(row.product_id)))
    }
}
