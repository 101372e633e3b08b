-- A person who may buy. The e-mail is stored normalised (see domain/email.rs), so that
-- "unique" means what a person means by it.
CREATE TABLE customers (
    id            uuid PRIMARY KEY,
    email         text NOT NULL UNIQUE CHECK (length(email) <= 254),
    display_name  text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 60),
    registered_at timestamptz NOT NULL
);

-- Apart from customers: most reads of a customer must not even be able to see a hash, and a
-- customer without a row here (imported) cannot log in.
CREATE TABLE credentials (
    customer_id   uuid PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    password_hash text NOT NULL,
    changed_at    timestamptz NOT NULL
);

-- Who works for the shop, and what they may do.
CREATE TABLE staff (
    customer_id uuid PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    scopes      text[] NOT NULL
);

CREATE TABLE addresses (
    id           uuid PRIMARY KEY,
    customer_id  uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    name         text NOT NULL,
    line1        text NOT NULL,
    line2        text,
    city         text NOT NULL,
    region       text,
    postal_code  text NOT NULL,
    country_code text NOT NULL CHECK (length(country_code) = 2),
    is_default   boolean NOT NULL,
    created_at   timestamptz NOT NULL
);
CREATE INDEX addresses_by_customer ON addresses (customer_id, created_at, id);
CREATE UNIQUE INDEX addresses_one_default ON addresses (customer_id) WHERE is_default;
