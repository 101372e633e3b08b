-- A session is one login: the family of all refresh tokens that descend from it.
CREATE TABLE sessions (
    id             uuid PRIMARY KEY,
    customer_id    uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    -- Each refresh token's successor is a hash of the token and this seed (domain/refresh.rs).
    successor_seed bytea NOT NULL CHECK (length(successor_seed) = 32),
    created_at     timestamptz NOT NULL,
    -- No rotation reaches beyond this.
    expires_at     timestamptz NOT NULL,
    revoked_at     timestamptz,
    revoked_why    text CHECK (revoked_why IN ('logout', 'logout_all', 'reuse', 'displaced')),
    CHECK ((revoked_at IS NULL) = (revoked_why IS NULL))
);
CREATE INDEX sessions_by_customer ON sessions (customer_id, created_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE refresh_tokens (
    -- SHA-256 of the token: the token has 256 bits of entropy, a slow hash would add nothing.
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    spent_at   timestamptz
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
