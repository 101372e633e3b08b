-- Whose account is gone: their access tokens outlive them by some minutes, and buy nothing. An id, which names nobody any more.
CREATE TABLE erased_customers (
    customer_id uuid PRIMARY KEY,
    erased_at   timestamptz NOT NULL
);
