//! Entities by their ids.

use super::{LoadError, Loader};
use crate::db;
use crate::db::category::CategoryRow;
use crate::db::product::ProductRow;
use crate::db::variant::VariantRow;
use async_graphql::dataloader;
use std::collections::HashMap;
use subgraph_kit::db::DbError;
use subgraph_kit::id::{CategoryId, ProductId, VariantId};

/// A product, withdrawn or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct ProductById(pub(in crate::graphql) ProductId);

/// A variant, of a withdrawn product or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct VariantById(pub(in crate::graphql) VariantId);

/// A category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct CategoryById(pub(in crate::graphql) CategoryId);

impl dataloader::Loader<ProductById> for Loader {
    type Value = ProductRow;
    type Error = LoadError;

    async fn load(
        &self,
        keys: &[ProductById],
    ) -> Result<HashMap<ProductById, ProductRow>, LoadError> {
        let ids: Vec<ProductId> = keys.iter().map(|key| key.0).collect();
        let mut conn = self.db.conn().await?;
        let rows = db::product::by_ids(&mut conn, &ids)
            .await
            .map_err(DbError::from)?;
        Ok(rows
            .into_iter()
            .map(|row| (ProductById(row.id), row))
            .collect())
    }
}

impl dataloader::Loader<VariantById> for Loader {
    type Value = VariantRow;
    type Error = LoadError;

    async fn load(
        &self,
        keys: &[VariantById],
    ) -> Result<HashMap<VariantById, VariantRow>, LoadError> {
        let ids: Vec<VariantId> = keys.iter().map(|key| key.0).collect();
        let mut conn = self.db.conn().await?;
        let rows = db::variant::by_ids(&mut conn, &ids)
            .await
            .map_err(DbError::from)?;
        Ok(rows
            .into_iter()
            .map(|row| (VariantById(row.id), row))
            .collect())
    }
}

impl dataloader::Loader<CategoryById> for Loader {
    type Value = CategoryRow;
    type Error = LoadError;

    async fn load(
        &self,
        keys: &[CategoryById],
    ) -> Result<HashMap<CategoryById, CategoryRow>, LoadError> {
        let ids: Vec<CategoryId> = keys.iter().map(|key| key.0).collect();
        let mut conn = self.db.conn().await?;
        let rows = db::category::by_ids(&mut conn, &ids)
            .await
            .map_err(DbError::from)?;
        Ok(rows
            .into_iter()
            .map(|row| (CategoryById(row.id), row))
            .collect())
    }
}
