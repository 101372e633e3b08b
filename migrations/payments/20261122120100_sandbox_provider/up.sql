-- The sandbox provider plays the outside world, so it keeps its own books, in transactions of its own: a call that timed
-- out may well have charged. Nothing of payments reads this but the provider itself.
CREATE TABLE sandbox_charges (
    idempotency_key text PRIMARY KEY,
    state           text NOT NULL CHECK (state IN ('authorized', 'declined', 'voided')),
    reference       text NOT NULL,
    amount          bigint NOT NULL,
    currency        text NOT NULL,
    decline_code    text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    voided_at       timestamptz
);
