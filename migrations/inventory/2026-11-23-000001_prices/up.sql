-- What a variant costs, as catalog has told: what sending a piece costs depends on it. as_of is the time of that event: an older
-- one that comes later changes nothing.
CREATE TABLE prices (
    variant_id uuid PRIMARY KEY,
    amount     bigint NOT NULL,
    currency   text NOT NULL,
    as_of      timestamptz NOT NULL
);
