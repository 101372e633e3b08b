-- One payment a checkout: what was asked of us and how far it is. `state`:
--   authorizing -> authorized | declined        by what the provider answers
--   authorizing | authorized | declined -> voiding -> voided
-- `voiding` and `voided` can also be the first state: a void that overtook its authorization.
CREATE TABLE payments (
    checkout_id     uuid PRIMARY KEY,
    order_id        uuid NOT NULL UNIQUE,
    customer_id     uuid,
    state           text NOT NULL CHECK (state IN ('authorizing', 'authorized', 'declined', 'voiding', 'voided')),
    -- Absent where only a void came.
    amount          bigint CHECK (amount >= 0),
    currency        text,
    payment_token   text,
    -- After it no new authorization is asked for.
    deadline        timestamptz,
    created_at      timestamptz NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,
    -- When the provider is to be asked (again); also the lease of whoever asks. Null: nothing to ask.
    next_attempt_at timestamptz,
    CHECK ((state IN ('authorizing', 'voiding')) = (next_attempt_at IS NOT NULL)),
    CHECK (state IN ('voiding', 'voided') OR (amount IS NOT NULL AND currency IS NOT NULL AND payment_token IS NOT NULL
        AND deadline IS NOT NULL))
);
CREATE INDEX payments_due ON payments (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- The ledger, only ever added to: what the provider is known to have done.
CREATE TABLE transactions (
    id                 uuid PRIMARY KEY,
    checkout_id        uuid NOT NULL REFERENCES payments,
    order_id           uuid NOT NULL,
    kind               text NOT NULL CHECK (kind IN ('AUTHORIZATION', 'CAPTURE', 'REFUND', 'VOID')),
    state              text NOT NULL CHECK (state IN ('SUCCEEDED', 'DECLINED')),
    amount             bigint NOT NULL,
    currency           text NOT NULL,
    provider           text NOT NULL,
    -- The provider's own name for it.
    reference          text,
    decline_code       text,
    decline_reason     text,
    processed_at       timestamptz NOT NULL,
    UNIQUE (checkout_id, kind)
);
CREATE INDEX transactions_of_order ON transactions (order_id);
