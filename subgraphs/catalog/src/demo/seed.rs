//! Publishing the demo catalogue.

use super::catalogue;
use crate::db;
use crate::domain::publish::{Ids, PublishError, publish};
use subgraph_kit::db::{Db, DbError};

/// What a [`seed`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeded {
    /// Categories that were added.
    pub categories: usize,
    /// Products that were published; those that were there already stay as they are.
    pub products: usize,
}

/// Why the demo catalogue was not published.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The database failed.
    #[error("cannot read or write the catalogue")]
    Db(#[from] DbError),
    /// The catalogue has something else under the handle or an SKU of this product.
    #[error("the demo product `{handle}` was refused: {reasons}")]
    Refused {
        /// Which.
        handle: String,
        /// Why, as codes and words.
        reasons: String,
    },
}

/// Publishes the products of the demo shop that are not there yet, each with its events. Again: no effect.
pub async fn seed(db: &Db) -> Result<Seeded, SeedError> {
    let drafts = catalogue::drafts();
    let handles: Vec<String> = drafts
        .iter()
        .map(|(draft, _)| draft.handle.clone())
        .collect();
    let mut conn = db.conn().await?;
    let categories = db::category::add_missing(&mut conn, &catalogue::categories())
        .await
        .map_err(DbError::from)?;
    let there = db::product::taken_handles(&mut conn, &handles)
        .await
        .map_err(DbError::from)?;
    drop(conn);
    let mut products = 0;
    for (draft, at) in drafts
        .into_iter()
        .filter(|(draft, _)| !there.contains(&draft.handle))
    {
        let handle = draft.handle.clone();
        let published = match draft.check() {
            Ok(draft) => publish(db, &draft, Ids::Derived, at).await,
            Err(faults) => Err(PublishError::Refused(faults)),
        };
        published.map_err(|error| refused(handle, error))?;
        products += 1;
    }
    Ok(Seeded {
        categories,
        products,
    })
}

fn refused(handle: String, error: PublishError) -> SeedError {
    match error {
        PublishError::Db(error) => SeedError::Db(error),
        PublishError::Refused(faults) => {
            let reasons: Vec<String> = faults
                .iter()
                .map(|fault| format!("{} {}", fault.code, fault.message))
                .collect();
            SeedError::Refused {
                handle,
                reasons: reasons.join("; "),
            }
        }
    }
}
