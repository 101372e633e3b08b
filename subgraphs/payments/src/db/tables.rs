//! The tables as diesel sees them (the migrations are the source).

use diesel::table;

table! {
    payments (checkout_id) {
        checkout_id -> Uuid,
        order_id -> Uuid,
        customer_id -> Nullable<Uuid>,
        state -> Text,
        amount -> Nullable<BigInt>,
        currency -> Nullable<Text>,
        payment_token -> Nullable<Text>,
        deadline -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        attempts -> Integer,
        next_attempt_at -> Nullable<Timestamptz>,
    }
}

table! {
    transactions (id) {
        id -> Uuid,
        checkout_id -> Uuid,
        order_id -> Uuid,
        kind -> Text,
        state -> Text,
        amount -> BigInt,
        currency -> Text,
        provider -> Text,
        reference -> Nullable<Text>,
        decline_code -> Nullable<Text>,
        decline_reason -> Nullable<Text>,
        processed_at -> Timestamptz,
    }
}

table! {
    sandbox_charges (idempotency_key) {
        idempotency_key -> Text,
        state -> Text,
        reference -> Text,
        amount -> BigInt,
        currency -> Text,
        decline_code -> Nullable<Text>,
        created_at -> Timestamptz,
        voided_at -> Nullable<Timestamptz>,
    }
}
