//! The tables as diesel sees them (the migrations are the source).

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    customers (id) {
        id -> Uuid,
        email -> Text,
        display_name -> Text,
        registered_at -> Timestamptz,
        email_verified_at -> Nullable<Timestamptz>,
    }
}

table! {
    credentials (customer_id) {
        customer_id -> Uuid,
        password_hash -> Text,
        changed_at -> Timestamptz,
    }
}

table! {
    staff (customer_id) {
        customer_id -> Uuid,
        scopes -> Array<Text>,
    }
}

table! {
    addresses (id) {
        id -> Uuid,
        customer_id -> Uuid,
        name -> Text,
        line1 -> Text,
        line2 -> Nullable<Text>,
        city -> Text,
        region -> Nullable<Text>,
        postal_code -> Text,
        country_code -> Text,
        is_default -> Bool,
        created_at -> Timestamptz,
    }
}

table! {
    sessions (id) {
        id -> Uuid,
        customer_id -> Uuid,
        successor_seed -> Bytea,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        revoked_why -> Nullable<Text>,
    }
}

table! {
    refresh_tokens (token_hash) {
        token_hash -> Bytea,
        session_id -> Uuid,
        issued_at -> Timestamptz,
        expires_at -> Timestamptz,
        spent_at -> Nullable<Timestamptz>,
    }
}

table! {
    signing_keys (kid) {
        kid -> Text,
        seed -> Bytea,
        created_at -> Timestamptz,
        signs_from -> Timestamptz,
        signs_until -> Timestamptz,
    }
}

table! {
    mail_tokens (token_hash) {
        token_hash -> Bytea,
        customer_id -> Uuid,
        purpose -> Text,
        email -> Text,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        spent_at -> Nullable<Timestamptz>,
    }
}

table! {
    password_reset_requests (email_hash) {
        email_hash -> Bytea,
        email -> Nullable<Text>,
        requested_at -> Timestamptz,
    }
}

table! {
    login_attempts (email_hash) {
        email_hash -> Bytea,
        attempts -> Int4,
        allowed_from -> Timestamptz,
        last_at -> Timestamptz,
    }
}

joinable!(credentials -> customers (customer_id));
joinable!(staff -> customers (customer_id));
joinable!(mail_tokens -> customers (customer_id));
joinable!(refresh_tokens -> sessions (session_id));
allow_tables_to_appear_in_same_query!(
    customers,
    credentials,
    mail_tokens,
    staff,
    sessions,
    refresh_tokens
);
