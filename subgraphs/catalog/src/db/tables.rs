//! The tables as diesel sees them. Left out are columns that only hand-written SQL touches: `products.search` and
//! `products.trigrams`.

diesel::table! {
    categories (id) {
        id -> Uuid,
        handle -> Text,
        title -> Text,
        description -> Text,
        position -> Integer,
        image_url -> Text,
        image_alt -> Text,
        image_width -> Integer,
        image_height -> Integer,
    }
}

diesel::table! {
    products (id) {
        id -> Uuid,
        category_id -> Uuid,
        handle -> Text,
        title -> Text,
        description -> Text,
        vendor -> Text,
        status -> Text,
        currency_code -> Text,
        min_price -> BigInt,
        max_price -> BigInt,
        published_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    product_options (product_id, position) {
        product_id -> Uuid,
        position -> Integer,
        name -> Text,
        values -> Array<Text>,
    }
}

diesel::table! {
    product_images (product_id, position) {
        product_id -> Uuid,
        position -> Integer,
        url -> Text,
        alt -> Text,
        width -> Integer,
        height -> Integer,
    }
}

diesel::table! {
    variants (id) {
        id -> Uuid,
        product_id -> Uuid,
        position -> Integer,
        sku -> Text,
        title -> Text,
        currency_code -> Text,
        price -> BigInt,
        compare_at_price -> Nullable<BigInt>,
        weight_grams -> Integer,
        option_keys -> Array<Text>,
        image_position -> Integer,
    }
}

diesel::table! {
    suggestion_terms (product_id, word) {
        product_id -> Uuid,
        word -> Integer,
        term -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    categories,
    products,
    product_options,
    product_images,
    variants
);
