//! The tables, for diesel.

diesel::table! {
    variants (variant_id) {
        variant_id -> Uuid,
        product_id -> Uuid,
        sku -> Text,
        title -> Text,
        weight_grams -> Integer,
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
    stock_levels (variant_id) {
        variant_id -> Uuid,
        available -> Integer,
        as_of -> Timestamptz,
    }
}

diesel::table! {
    carts (id) {
        id -> Uuid,
        customer_id -> Nullable<Uuid>,
        merged_into -> Nullable<Uuid>,
        currency -> Text,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    cart_lines (id) {
        id -> Uuid,
        cart_id -> Uuid,
        variant_id -> Uuid,
        quantity -> Integer,
        seen_price -> BigInt,
    }
}

diesel::table! {
    promotions (code) {
        code -> Text,
        percent -> Nullable<Integer>,
        amount -> Nullable<BigInt>,
        currency -> Text,
        minimum_subtotal -> BigInt,
        starts_at -> Timestamptz,
        ends_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    cart_discount_codes (cart_id, position) {
        cart_id -> Uuid,
        position -> Integer,
        code -> Text,
    }
}

diesel::table! {
    checkouts (id) {
        id -> Uuid,
        order_id -> Uuid,
        cart_id -> Uuid,
        customer_id -> Nullable<Uuid>,
        snapshot -> Jsonb,
        payment_token -> Nullable<Text>,
        status -> Text,
        step -> Text,
        undoing -> Jsonb,
        failure -> Nullable<Jsonb>,
        submitted_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        deadline -> Timestamptz,
        look_at -> Timestamptz,
        looks -> Integer,
    }
}

diesel::table! {
    checkout_attempts (cart_id, attempt_token) {
        cart_id -> Uuid,
        attempt_token -> Text,
        payload_hash -> Bytea,
        checkout_id -> Uuid,
    }
}

diesel::allow_tables_to_appear_in_same_query!(checkouts, checkout_attempts);
diesel::joinable!(cart_discount_codes -> promotions (code));
diesel::allow_tables_to_appear_in_same_query!(cart_discount_codes, promotions);
diesel::allow_tables_to_appear_in_same_query!(variants, prices, stock_levels);
