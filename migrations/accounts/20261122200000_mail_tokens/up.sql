-- When the customer proved that the address is theirs; null: not yet.
ALTER TABLE customers ADD COLUMN email_verified_at timestamptz;

-- Secrets that were sent by mail: who brings one back reads that address.
CREATE TABLE mail_tokens (
    -- SHA-256 of the token: the token has 256 bits of entropy, a slow hash would add nothing.
    token_hash  bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    purpose     text NOT NULL CHECK (purpose IN ('verify_email', 'reset_password')),
    -- The address it was sent to.
    email       text NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    -- Once used, or replaced by a younger one, it is worth nothing.
    spent_at    timestamptz
);
CREATE INDEX mail_tokens_of_customer ON mail_tokens (customer_id, purpose, created_at);
CREATE INDEX mail_tokens_by_expiry ON mail_tokens (expires_at);

-- A password that was reset ends all sessions.
ALTER TABLE sessions DROP CONSTRAINT sessions_revoked_why_check;
ALTER TABLE sessions ADD CONSTRAINT sessions_revoked_why_check
    CHECK (revoked_why IN ('logout', 'logout_all', 'reuse', 'displaced', 'password_reset'));
