-- Who is to be forgotten: an order of theirs that is still on its way when they are erased is written without name and address.
-- An id, which names nobody any more.
CREATE TABLE erased_customers (
    customer_id uuid PRIMARY KEY,
    erased_at   timestamptz NOT NULL
);
