//! The stock of the demo shop: plenty of most, a few of some, none of others.

use crate::db;
use crate::db::level::LevelRow;
use crate::domain::pieces::{self, StockError};
use std::collections::BTreeSet;
use subgraph_kit::db::{Db, DbError};
use subgraph_kit::id::VariantId;

/// Pieces of what is scarce or sold out, by SKU.
const FEW: [(&str, i32); 19] = [
    ("BA-DUFFEL-CHAR-60L", 0),
    ("BA-WILLOW", 4),
    ("CA-MUG-INK", 0),
    ("CA-TENT-OCHR-THRE", 2),
    ("DE-CLOCK-RUST", 2),
    ("DE-NOTE-SAGE-DOTT", 0),
    ("FU-CHAIR-RUST", 1),
    ("FU-MIRROR-80CM", 0),
    ("GA-FIRE-80CM", 1),
    ("GA-SEED", 0),
    ("KT-MUG-INK-350M", 3),
    ("KT-SALT-WALN", 0),
    ("LI-FLOOR-WALN", 0),
    ("LI-LANTERN-BLAC", 3),
    ("TX-APRON-INK", 0),
    ("TX-APRON-SAGE", 0),
    ("TX-BED-SAGE-KING", 2),
    ("TX-QUILT-DOUB", 2),
    ("TX-THROW-OCHR", 0),
];
/// Least of what there is plenty of.
const PLENTY: i32 = 40;
/// Where most things lie.
const MAIN: &str = "main";
/// Where a part of some lies.
const NORTH: &str = "north";

/// The stock of the demo shop could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot set the demo shop's stock")]
pub struct SeedError(#[from] StockError);

impl From<DbError> for SeedError {
    fn from(error: DbError) -> Self {
        Self(error.into())
    }
}

/// Puts pieces of these variants, named by id and SKU, on the shelves, where there is no level of them yet; how many levels
/// were added. Again: no effect, whatever has been sold since.
pub async fn seed(
    db: &Db,
    variants: impl IntoIterator<Item = (VariantId, String)>,
) -> Result<usize, SeedError> {
    let levels: Vec<LevelRow> = variants
        .into_iter()
        .flat_map(|(id, sku)| levels(id, &sku))
        .collect();
    db.transaction(async |conn| {
        let added = db::level::add_missing(conn, &levels)
            .await
            .map_err(StockError::from)?;
        let variants: BTreeSet<VariantId> = added.iter().map(|level| level.variant_id).collect();
        let variants: Vec<VariantId> = variants.into_iter().collect();
        pieces::announce(conn, &variants).await?;
        Ok(added.len())
    })
    .await
}

/// A number that depends on nothing but the SKU.
fn spread(sku: &str) -> i32 {
    sku.bytes()
        .fold(7, |sum: i32, byte| (sum * 31 + i32::from(byte)) % 9_973)
}

fn levels(id: VariantId, sku: &str) -> Vec<LevelRow> {
    let level = |location: &str, available| LevelRow {
        variant_id: id,
        location: location.to_owned(),
        available,
        reserved: 0,
        sold: 0,
    };
    let spread = spread(sku);
    match FEW.iter().find(|(few, _)| *few == sku) {
        Some((_, pieces)) => vec![level(MAIN, *pieces)],
        None if spread % 3 == 0 => vec![
            level(MAIN, PLENTY + spread % 40),
            level(NORTH, 5 + spread % 20),
        ],
        None => vec![level(MAIN, PLENTY + spread % 80)],
    }
}
