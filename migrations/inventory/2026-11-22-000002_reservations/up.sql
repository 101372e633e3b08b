-- One row a checkout, kept after its end: it is what makes commands idempotent and refuses those that come too late.
-- refusal is the data of the stock.rejected event that answered, so that the same command gets the same answer.
CREATE TABLE reservations (
    checkout_id uuid PRIMARY KEY,
    state       text NOT NULL CHECK (state IN ('RESERVED', 'COMMITTED', 'RELEASED', 'EXPIRED', 'REJECTED')),
    expires_at  timestamptz,
    refusal     jsonb,
    updated_at  timestamptz NOT NULL,
    CHECK ((state = 'RESERVED') <= (expires_at IS NOT NULL)),
    CHECK ((state = 'REJECTED') = (refusal IS NOT NULL))
);
CREATE INDEX reservations_due ON reservations (expires_at) WHERE state = 'RESERVED';
CREATE INDEX reservations_ended ON reservations (updated_at) WHERE state IN ('RELEASED', 'EXPIRED', 'REJECTED');

-- Where the pieces of a reservation were taken from.
CREATE TABLE reservation_lines (
    checkout_id uuid NOT NULL REFERENCES reservations ON DELETE CASCADE,
    variant_id  uuid NOT NULL,
    location    text NOT NULL,
    quantity    integer NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (checkout_id, variant_id, location)
);
