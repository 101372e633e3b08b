//! Publishing: a new product, or a published one as it is to be from now on.

mod rows;

use super::code;
use super::draft::ValidDraft;
use super::status::ProductStatus;
use crate::db;
use crate::db::category::CategoryRow;
use crate::db::product::ProductRow;
use crate::db::variant::VariantRow;
use crate::events;
use chrono::{DateTime, Utc};
use diesel::result::{DatabaseErrorKind, Error as QueryError};
use subgraph_kit::db::{Conn, Db, DbError};
use subgraph_kit::id::{ProductId, VariantId};
use subgraph_kit::user_error::InputError;

/// Why a product was not published.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PublishError {
    /// For the caller to put right.
    #[error("the product was refused")]
    Refused(Vec<InputError>),
    /// The database failed.
    #[error("cannot write the product")]
    Db(#[from] DbError),
}

impl From<QueryError> for PublishError {
    fn from(error: QueryError) -> Self {
        match conflict(&error) {
            Some(fault) => Self::Refused(vec![fault]),
            None => Self::Db(error.into()),
        }
    }
}

/// Where the ids of what is new come from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ids {
    /// New ones.
    Fresh,
    /// Made from handle and SKU, the same on every machine: for the demo data.
    Derived,
}

impl Ids {
    fn product(self, handle: &str) -> ProductId {
        match self {
            Self::Fresh => ProductId::new(),
            Self::Derived => crate::demo::id::product(handle),
        }
    }

    fn variant(self, sku: &str) -> VariantId {
        match self {
            Self::Fresh => VariantId::new(),
            Self::Derived => crate::demo::id::variant(sku),
        }
    }
}

/// Publishes. A handle that is known already names the product to change; its variants are known by their SKU and none of
/// them may be left out, because carts and orders refer to it.
pub(crate) async fn publish(
    db: &Db,
    draft: &ValidDraft,
    ids: Ids,
    at: DateTime<Utc>,
) -> Result<ProductRow, PublishError> {
    db.transaction(async |conn| publish_in(conn, draft, ids, at).await)
        .await
}

async fn publish_in(
    conn: &mut Conn,
    draft: &ValidDraft,
    ids: Ids,
    at: DateTime<Utc>,
) -> Result<ProductRow, PublishError> {
    let category = db::category::by_handle(conn, &draft.get().category_handle)
        .await?
        .ok_or_else(unknown_category)?;
    let before = db::product::lock_handle(conn, &draft.get().handle).await?;
    let known = match &before {
        Some(product) => db::variant::of_products(conn, &[product.id]).await?,
        None => Vec::new(),
    };
    refuse_removed(draft, &known)?;
    let product = rows::product(draft, &category, before.as_ref(), ids, at);
    let variants = rows::variants(draft, product.id, &known, ids);
    save(conn, draft, &category, &product, &variants).await?;
    announce(conn, draft, &product, &variants, before.as_ref(), &known).await?;
    Ok(product)
}

async fn save(
    conn: &mut Conn,
    draft: &ValidDraft,
    category: &CategoryRow,
    product: &ProductRow,
    variants: &[VariantRow],
) -> Result<(), PublishError> {
    db::product::save(conn, product).await?;
    db::option::replace(conn, product.id, &rows::options(draft, product.id)).await?;
    db::image::replace(conn, product.id, &rows::images(draft, product.id)).await?;
    db::variant::save(conn, variants).await?;
    db::suggestion::replace(conn, product.id, &rows::terms(product)).await?;
    let trigrams = super::trigram::trigrams(&product.title);
    let text = db::product::SearchText {
        title: &product.title,
        context: &rows::search_context(draft, category),
        description: &product.description,
        trigrams: &trigrams,
    };
    db::product::index(conn, product.id, text).await?;
    Ok(())
}

/// Writes the events: what the product is now, and each price that is no longer the same.
async fn announce(
    conn: &mut Conn,
    draft: &ValidDraft,
    product: &ProductRow,
    variants: &[VariantRow],
    before: Option<&ProductRow>,
    known: &[VariantRow],
) -> Result<(), PublishError> {
    let images = rows::images(draft, product.id);
    let state = events::product::ProductState::new(product, variants, &images);
    match before.map(|product| product.status) {
        Some(ProductStatus::Published) => events::product::changed(conn, &state).await?,
        Some(ProductStatus::Withdrawn) | None => events::product::published(conn, &state).await?,
    }
    for variant in variants {
        let former = known.iter().find(|known| known.id == variant.id);
        if former.is_some_and(|former| former.price() != variant.price()) {
            events::price::changed(conn, variant).await?;
        }
    }
    Ok(())
}

fn refuse_removed(draft: &ValidDraft, known: &[VariantRow]) -> Result<(), PublishError> {
    let kept = |variant: &&VariantRow| {
        draft
            .get()
            .variants
            .iter()
            .any(|draft| draft.sku == variant.sku)
    };
    let removed: Vec<InputError> = known
        .iter()
        .filter(|variant| !kept(variant))
        .map(|variant| {
            let message = format!("The variant {} was published before and cannot be left out; withdraw the product instead.", variant.sku);
            InputError::new(code::VARIANT_REMOVED, message).at(["input", "variants"])
        })
        .collect();
    if removed.is_empty() {
        Ok(())
    } else {
        Err(PublishError::Refused(removed))
    }
}

fn unknown_category() -> PublishError {
    let fault = InputError::new(code::CATEGORY_NOT_FOUND, "There is no such category.")
        .at(["input", "categoryHandle"]);
    PublishError::Refused(vec![fault])
}

/// What another product has already, as the database's own constraints tell: no check before would hold under concurrency.
fn conflict(error: &QueryError) -> Option<InputError> {
    let QueryError::DatabaseError(DatabaseErrorKind::UniqueViolation, details) = error else {
        return None;
    };
    match details.constraint_name()? {
        "variants_sku_unique" => Some(
            InputError::new(
                code::SKU_TAKEN,
                "Another product has a variant with one of these SKUs.",
            )
            .at(["input", "variants"]),
        ),
        "products_handle_key" => Some(
            InputError::new(
                code::HANDLE_TAKEN,
                "The same handle was published at this moment.",
            )
            .at(["input", "handle"]),
        ),
        _ => None,
    }
}
