CREATE TABLE categories (
    id           uuid PRIMARY KEY,
    handle       text NOT NULL UNIQUE,
    title        text NOT NULL,
    description  text NOT NULL,
    "position"   integer NOT NULL,
    image_url    text NOT NULL,
    image_alt    text NOT NULL,
    image_width  integer NOT NULL CHECK (image_width > 0),
    image_height integer NOT NULL CHECK (image_height > 0)
);

-- Prices are minor units of currency_code. min_price and max_price are those of the variants, kept here so that lists can be
-- ordered and paged by price without looking at the variants.
CREATE TABLE products (
    id            uuid PRIMARY KEY,
    category_id   uuid NOT NULL REFERENCES categories,
    handle        text NOT NULL UNIQUE,
    title         text NOT NULL,
    description   text NOT NULL,
    vendor        text NOT NULL,
    status        text NOT NULL CHECK (status IN ('PUBLISHED', 'WITHDRAWN')),
    currency_code text NOT NULL,
    min_price     bigint NOT NULL,
    max_price     bigint NOT NULL,
    published_at  timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    CHECK (0 < min_price AND min_price <= max_price)
);

-- One index an order in which products are listed; the id makes each order total.
CREATE INDEX products_by_title ON products (title, id) WHERE status = 'PUBLISHED';
CREATE INDEX products_by_price ON products (min_price, id) WHERE status = 'PUBLISHED';
CREATE INDEX products_by_published_at ON products (published_at, id) WHERE status = 'PUBLISHED';
CREATE INDEX products_of_category ON products (category_id, title, id) WHERE status = 'PUBLISHED';

CREATE TABLE product_options (
    product_id uuid NOT NULL REFERENCES products ON DELETE CASCADE,
    "position" integer NOT NULL,
    name       text NOT NULL,
    "values"   text[] NOT NULL,
    PRIMARY KEY (product_id, "position"),
    UNIQUE (product_id, name)
);

CREATE TABLE product_images (
    product_id uuid NOT NULL REFERENCES products ON DELETE CASCADE,
    "position" integer NOT NULL,
    url        text NOT NULL,
    alt        text NOT NULL,
    width      integer NOT NULL CHECK (width > 0),
    height     integer NOT NULL CHECK (height > 0),
    PRIMARY KEY (product_id, "position")
);

-- option_keys holds `name=value` for each option, in the order of the options: what a filter on options compares with.
CREATE TABLE variants (
    id               uuid PRIMARY KEY,
    product_id       uuid NOT NULL REFERENCES products ON DELETE CASCADE,
    "position"       integer NOT NULL,
    sku              text NOT NULL CONSTRAINT variants_sku_unique UNIQUE,
    title            text NOT NULL,
    currency_code    text NOT NULL,
    price            bigint NOT NULL CHECK (price > 0),
    compare_at_price bigint CHECK (compare_at_price > price),
    weight_grams     integer NOT NULL CHECK (weight_grams > 0),
    option_keys      text[] NOT NULL,
    image_position   integer NOT NULL
);
CREATE INDEX variants_of_product ON variants (product_id, "position");
