//! The tables as diesel sees them (the migrations are the source).

use diesel::table;

table! {
    orders (id) {
        id -> Uuid,
        number -> BigInt,
        checkout_id -> Uuid,
        customer_id -> Nullable<Uuid>,
        email -> Text,
        status -> Text,
        payment_status -> Text,
        fulfilment_status -> Text,
        currency -> Text,
        subtotal -> BigInt,
        discount -> BigInt,
        shipping -> BigInt,
        tax -> BigInt,
        total -> BigInt,
        placed_at -> Timestamptz,
        version -> Integer,
    }
}

table! {
    shipping_addresses (order_id) {
        order_id -> Uuid,
        name -> Text,
        line1 -> Text,
        line2 -> Nullable<Text>,
        city -> Text,
        region -> Nullable<Text>,
        postal_code -> Text,
        country_code -> Text,
    }
}

table! {
    order_lines (id) {
        id -> Uuid,
        order_id -> Uuid,
        position -> Integer,
        variant_id -> Uuid,
        sku -> Text,
        title -> Text,
        quantity -> Integer,
        unit_price -> BigInt,
        total -> BigInt,
    }
}

table! {
    order_events (seq) {
        seq -> BigInt,
        order_id -> Uuid,
        at -> Timestamptz,
        kind -> Text,
        message -> Text,
    }
}

table! {
    cancelled_before_creation (order_id) {
        order_id -> Uuid,
        cancelled_at -> Timestamptz,
    }
}

table! {
    erased_customers (customer_id) {
        customer_id -> Uuid,
        erased_at -> Timestamptz,
    }
}
