//! The kit's tables, for diesel.

diesel::table! {
    outbox (seq) {
        seq -> BigInt,
        event_id -> Uuid,
        event_type -> Text,
        subject -> Text,
        mandatory -> Bool,
        envelope -> Text,
        created_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        retry_at -> Timestamptz,
    }
}

diesel::table! {
    inbox (event_id) {
        event_id -> Uuid,
        event_type -> Text,
        handled_at -> Timestamptz,
    }
}

diesel::table! {
    bus_queue (seq) {
        seq -> BigInt,
        event_id -> Uuid,
        event_type -> Text,
        subject -> Text,
        envelope -> Text,
        attempts -> Integer,
        tries -> Integer,
        due_at -> Timestamptz,
        last_error -> Nullable<Text>,
        queued_at -> Timestamptz,
    }
}

diesel::table! {
    dead_letter (id) {
        id -> Uuid,
        event_id -> Nullable<Uuid>,
        event_type -> Nullable<Text>,
        subject -> Nullable<Text>,
        body -> Text,
        cause -> Text,
        error -> Text,
        attempts -> Integer,
        died_at -> Timestamptz,
    }
}
