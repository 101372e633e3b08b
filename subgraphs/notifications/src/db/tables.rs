//! The tables as diesel sees them (the migrations are the source).

use diesel::table;

table! {
    recipients (customer_id) {
        customer_id -> Uuid,
        email -> Text,
        display_name -> Text,
    }
}

table! {
    notifications (id) {
        id -> Uuid,
        event_id -> Uuid,
        customer_id -> Nullable<Uuid>,
        kind -> Text,
        email -> Text,
        display_name -> Nullable<Text>,
        subject -> Text,
        body_text -> Text,
        body_html -> Text,
        created_at -> Timestamptz,
        read_at -> Nullable<Timestamptz>,
        state -> Text,
        attempts -> Int4,
        next_attempt_at -> Timestamptz,
        last_error -> Nullable<Text>,
        ended_at -> Nullable<Timestamptz>,
    }
}

table! {
    buyers (checkout_id) {
        checkout_id -> Uuid,
        customer_id -> Uuid,
        submitted_at -> Timestamptz,
    }
}
