-- Whose account is gone: their access tokens outlive them by some minutes, and review nothing. An id, which names nobody any more.
CREATE TABLE erased_customers (
    customer_id uuid PRIMARY KEY,
    erased_at   timestamptz NOT NULL
);

-- A review whose author was erased has nobody as its author: its customer_id is one that nobody has.
ALTER TABLE reviews ADD COLUMN disowned boolean NOT NULL DEFAULT false;
