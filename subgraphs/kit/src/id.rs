//! Ids: one newtype a kind, a UUID inside, `<prefix>_<26 characters>` outside.
//!
//! The text form is what clients, events and logs see. It is opaque to them; the prefix says the kind, so that an id of
//! the wrong kind is refused where it is read rather than not found where it is used.

mod base32;
mod define;
mod key;

use uuid::Uuid;

pub use self::key::EntityKey;

/// Why a text is no id of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text starts with something else than the kind's prefix and `_`.
    #[error("expected an id that starts with `{expected}_`")]
    WrongPrefix {
        /// The prefix of the kind that was asked for.
        expected: &'static str,
    },
    /// What follows the prefix is not 26 characters of lower-case Crockford base32, or does not fit 128 bits.
    #[error("the part after `{prefix}_` is malformed")]
    Malformed {
        /// The prefix of the kind that was asked for.
        prefix: &'static str,
    },
}

/// Renders `uuid` behind `prefix`. For [`define_id!`](crate::define_id), which gives every kind its `Display`.
pub fn format_id(prefix: &str, uuid: Uuid) -> String {
    let mut text = String::with_capacity(prefix.len() + 1 + base32::LENGTH);
    text.push_str(prefix);
    text.push('_');
    base32::encode(uuid.as_u128(), &mut text);
    text
}

/// Reads what [`format_id`] wrote; exactly one text is accepted for each id.
pub fn parse_id(prefix: &'static str, text: &str) -> Result<Uuid, IdError> {
    let encoded = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .ok_or(IdError::WrongPrefix { expected: prefix })?;
    base32::decode(encoded)
        .map(Uuid::from_u128)
        .ok_or(IdError::Malformed { prefix })
}

crate::define_id!(
    /// A person with a login.
    CustomerId, "cus"
);
crate::define_id!(
    /// An address in a customer's book.
    AddressId, "adr"
);
crate::define_id!(
    /// A product, which is sold as one of its variants.
    ProductId, "prd"
);
crate::define_id!(
    /// A variant of a product: what is priced, stocked and sold.
    VariantId, "var"
);
crate::define_id!(
    /// A category of products.
    CategoryId, "cat"
);
crate::define_id!(
    /// A cart. Whoever knows the id of a guest's cart may use it, hence unguessable.
    CartId, "crt", unguessable
);
crate::define_id!(
    /// A line of a cart.
    CartLineId, "cln"
);
crate::define_id!(
    /// An attempt to buy a cart. Guests follow it by its id, hence unguessable.
    CheckoutId, "chk", unguessable
);
crate::define_id!(
    /// An order. Guests see theirs by its id for a day, hence unguessable.
    OrderId, "ord", unguessable
);
crate::define_id!(
    /// A line of an order.
    OrderLineId, "oln"
);
crate::define_id!(
    /// A transaction with a payment provider.
    TransactionId, "txn"
);
crate::define_id!(
    /// A review of a product.
    ReviewId, "rev"
);
crate::define_id!(
    /// A message to a customer.
    NotificationId, "ntf"
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_form_is_prefix_and_26_characters() {
        let id = ProductId::from_uuid(Uuid::nil());
        assert_eq!(id.to_string(), "prd_00000000000000000000000000");
        let id = ProductId::from_uuid(Uuid::max());
        assert_eq!(id.to_string(), "prd_7zzzzzzzzzzzzzzzzzzzzzzzzz");
    }

    #[test]
    fn refuses_other_kinds_and_other_spellings() {
        let text = VariantId::new().to_string();
        assert_eq!(
            text.parse::<ProductId>(),
            Err(IdError::WrongPrefix { expected: "prd" })
        );
        for bad in [
            "prd_",
            "prd_0",
            "prd_80000000000000000000000000",
            "prd_0000000000000000000000000U",
            "prd_0000000000000000000000000é",
        ] {
            assert!(bad.parse::<ProductId>().is_err(), "{bad}");
        }
        assert!(text.to_uppercase().parse::<VariantId>().is_err());
    }

    #[test]
    fn time_ordered_kinds_sort_by_creation() {
        let earlier = ProductId::new();
        let later = ProductId::new();
        assert!(earlier <= later);
        assert_eq!(earlier.as_uuid().get_version_num(), 7);
        assert_eq!(CartId::new().as_uuid().get_version_num(), 4);
    }

    proptest! {
        #[test]
        fn every_id_survives_its_text_form(bits: u128) {
            let id = OrderId::from_uuid(Uuid::from_u128(bits));
            prop_assert_eq!(id.to_string().parse::<OrderId>(), Ok(id));
            let json = serde_json::to_string(&id).unwrap();
            prop_assert_eq!(serde_json::from_str::<OrderId>(&json).unwrap(), id);
        }
    }
}
