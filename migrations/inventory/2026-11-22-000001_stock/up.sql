-- What catalog has told us of a variant. as_of is the time of that event: an older one that comes later changes nothing.
CREATE TABLE stocked_variants (
    variant_id uuid PRIMARY KEY,
    product_id uuid NOT NULL,
    withdrawn  boolean NOT NULL,
    as_of      timestamptz NOT NULL
);
CREATE INDEX stocked_variants_of_product ON stocked_variants (product_id);

-- Pieces by state. available + reserved lie in the location; sold ones have left it. A purchase moves pieces from available to
-- reserved to sold: the sum of the three changes only when stock is counted anew.
CREATE TABLE stock_levels (
    variant_id uuid NOT NULL,
    location   text NOT NULL,
    available  integer NOT NULL CHECK (available >= 0),
    reserved   integer NOT NULL CHECK (reserved >= 0),
    sold       bigint NOT NULL CHECK (sold >= 0),
    PRIMARY KEY (variant_id, location)
);
