//! The tables as diesel sees them.

diesel::table! {
    stocked_variants (variant_id) {
        variant_id -> Uuid,
        product_id -> Uuid,
        withdrawn -> Bool,
        as_of -> Timestamptz,
    }
}

diesel::table! {
    prices (variant_id) {
        variant_id -> Uuid,
        amount -> BigInt,
        currency -> Text,
        as_of -> Timestamptz,
    }
}

diesel::table! {
    stock_levels (variant_id, location) {
        variant_id -> Uuid,
        location -> Text,
        available -> Integer,
        reserved -> Integer,
        sold -> BigInt,
    }
}

diesel::table! {
    reservations (checkout_id) {
        checkout_id -> Uuid,
        state -> Text,
        expires_at -> Nullable<Timestamptz>,
        refusal -> Nullable<Jsonb>,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    reservation_lines (checkout_id, variant_id, location) {
        checkout_id -> Uuid,
        variant_id -> Uuid,
        location -> Text,
        quantity -> Integer,
    }
}
