//! The tables as diesel sees them (the migrations are the source).

use diesel::table;

table! {
    products (id) {
        id -> Uuid,
        published_at -> Nullable<Timestamptz>,
        withdrawn_at -> Nullable<Timestamptz>,
    }
}

table! {
    reviews (id) {
        id -> Uuid,
        product_id -> Uuid,
        customer_id -> Uuid,
        rating -> Int2,
        title -> Text,
        body -> Text,
        created_at -> Timestamptz,
        disowned -> Bool,
    }
}

table! {
    ratings (product_id) {
        product_id -> Uuid,
        count_1 -> Int4,
        count_2 -> Int4,
        count_3 -> Int4,
        count_4 -> Int4,
        count_5 -> Int4,
    }
}
