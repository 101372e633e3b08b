-- What checkout knows of variants, from the events of catalog and inventory. `as_of` is the time of the event: an older one
-- that arrives later changes nothing.
CREATE TABLE variants (
    variant_id uuid PRIMARY KEY,
    product_id uuid NOT NULL,
    sku text NOT NULL,
    title text NOT NULL,
    weight_grams integer NOT NULL,
    withdrawn boolean NOT NULL DEFAULT false,
    as_of timestamptz NOT NULL
);
CREATE INDEX variants_product ON variants (product_id);

CREATE TABLE prices (
    variant_id uuid PRIMARY KEY,
    amount bigint NOT NULL,
    currency text NOT NULL,
    as_of timestamptz NOT NULL
);

CREATE TABLE stock_levels (
    variant_id uuid PRIMARY KEY,
    available integer NOT NULL,
    as_of timestamptz NOT NULL
);

CREATE TABLE carts (
    id uuid PRIMARY KEY,
    customer_id uuid,
    -- Set when a guest's cart was merged into its customer's; such a cart is empty and closed.
    merged_into uuid REFERENCES carts (id),
    currency text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
-- A customer has one open cart.
CREATE UNIQUE INDEX carts_open_of_customer ON carts (customer_id) WHERE merged_into IS NULL;

CREATE TABLE cart_lines (
    id uuid PRIMARY KEY,
    cart_id uuid NOT NULL REFERENCES carts (id),
    variant_id uuid NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    -- The price the buyer saw when they last touched the line.
    seen_price bigint NOT NULL,
    UNIQUE (cart_id, variant_id)
);

CREATE TABLE checkouts (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL UNIQUE,
    cart_id uuid NOT NULL REFERENCES carts (id),
    customer_id uuid,
    -- E-mail, address, lines and cost as they were submitted.
    snapshot jsonb NOT NULL,
    -- Kept only until the payment is settled.
    payment_token text,
    status text NOT NULL CHECK (status IN ('pending', 'completed', 'failed')),
    step text NOT NULL,
    -- What has to be undone and how far that is: {"stock", "payment", "order"}, each "no", "asked" or "done".
    undoing jsonb NOT NULL,
    -- Why it failed: {"code", "message"}.
    failure jsonb,
    submitted_at timestamptz NOT NULL,
    ended_at timestamptz,
    deadline timestamptz NOT NULL,
    -- When the reconciler looks next, and how often it has since the step began.
    look_at timestamptz NOT NULL,
    looks integer NOT NULL DEFAULT 0
);
-- One try to buy a cart at a time.
CREATE UNIQUE INDEX checkouts_pending_of_cart ON checkouts (cart_id) WHERE status = 'pending';
CREATE INDEX checkouts_due ON checkouts (look_at) WHERE status = 'pending';

-- Which attempt at a cart made which checkout: the same token with the same payload gets the same answer.
CREATE TABLE checkout_attempts (
    cart_id uuid NOT NULL REFERENCES carts (id),
    attempt_token text NOT NULL,
    payload_hash bytea NOT NULL,
    checkout_id uuid NOT NULL REFERENCES checkouts (id),
    PRIMARY KEY (cart_id, attempt_token)
);
