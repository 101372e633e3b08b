//! Ids made from natural keys.

use subgraph_kit::id::{CategoryId, ProductId, VariantId};
use uuid::{Builder, Uuid};

/// The id of the demo product with this handle.
pub(crate) fn product(handle: &str) -> ProductId {
    ProductId::from_uuid(derived("product", handle))
}

/// The id of the demo variant with this SKU.
pub(crate) fn variant(sku: &str) -> VariantId {
    VariantId::from_uuid(derived("variant", sku))
}

/// The id of the demo category with this handle.
pub(crate) fn category(handle: &str) -> CategoryId {
    CategoryId::from_uuid(derived("category", handle))
}

/// A UUID of version 8 from the FNV-1a hash of kind and key: enough for a few hundred keys that nobody chooses to collide.
fn derived(kind: &str, key: &str) -> Uuid {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let text = kind.bytes().chain([b':']).chain(key.bytes());
    let hash = text.fold(OFFSET, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    });
    Builder::from_custom_bytes(hash.to_be_bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Carts, orders and links of a running demo refer to these: they must never change.
    #[test]
    fn ids_stay_what_they_are() {
        insta::assert_snapshot!(product("tideline-stoneware-mug"));
        insta::assert_snapshot!(variant("KT-MUG-OAT-250M"));
        insta::assert_snapshot!(category("kitchen"));
    }
}
