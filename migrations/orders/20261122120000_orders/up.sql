-- Numbers people read over the telephone. Gaps are fine (a rolled-back transaction leaves one); the start
-- keeps them six digits wide from the first order on.
CREATE SEQUENCE order_numbers START 100001;

CREATE TABLE orders (
    id                uuid PRIMARY KEY,
    number            bigint NOT NULL UNIQUE DEFAULT nextval('order_numbers'),
    checkout_id       uuid NOT NULL UNIQUE,
    customer_id       uuid,
    email             text NOT NULL,
    status            text NOT NULL CHECK (status IN ('PENDING', 'CONFIRMED', 'CANCELLED')),
    payment_status    text NOT NULL CHECK (payment_status IN ('PENDING', 'AUTHORIZED', 'PAID', 'VOIDED', 'REFUNDED')),
    fulfilment_status text NOT NULL CHECK (fulfilment_status IN ('UNFULFILLED', 'FULFILLED')),
    -- Minor units of the currency.
    currency          text NOT NULL,
    subtotal          bigint NOT NULL,
    discount          bigint NOT NULL,
    shipping          bigint NOT NULL,
    tax               bigint NOT NULL,
    total             bigint NOT NULL CHECK (total >= 0),
    placed_at         timestamptz NOT NULL,
    -- Counts writes.
    version           integer NOT NULL DEFAULT 1
);
CREATE INDEX orders_of_customer ON orders (customer_id, placed_at, id) WHERE customer_id IS NOT NULL;

-- Where an order goes.
CREATE TABLE shipping_addresses (
    order_id     uuid PRIMARY KEY REFERENCES orders,
    name         text NOT NULL,
    line1        text NOT NULL,
    line2        text,
    city         text NOT NULL,
    region       text,
    postal_code  text NOT NULL,
    country_code text NOT NULL
);

-- What was sold, at the price and under the title it was sold at.
CREATE TABLE order_lines (
    id         uuid PRIMARY KEY,
    order_id   uuid NOT NULL REFERENCES orders,
    position   integer NOT NULL,
    variant_id uuid NOT NULL,
    sku        text NOT NULL,
    title      text NOT NULL,
    quantity   integer NOT NULL CHECK (quantity > 0),
    unit_price bigint NOT NULL,
    total      bigint NOT NULL,
    UNIQUE (order_id, position)
);

-- The timeline, only ever added to.
CREATE TABLE order_events (
    seq      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders,
    at       timestamptz NOT NULL,
    kind     text NOT NULL,
    message  text NOT NULL
);
CREATE INDEX order_events_of_order ON order_events (order_id, seq);

-- Orders that were cancelled before they were created: commands may overtake one another, and the late one must have no effect.
CREATE TABLE cancelled_before_creation (
    order_id     uuid PRIMARY KEY,
    cancelled_at timestamptz NOT NULL
);
