-- Keys for access tokens. A key is published before it signs and stays published after it has
-- stopped signing, so that no verifier meets a token whose key it cannot have.
CREATE TABLE signing_keys (
    kid         text PRIMARY KEY,
    seed        bytea NOT NULL CHECK (length(seed) = 32),
    created_at  timestamptz NOT NULL,
    signs_from  timestamptz NOT NULL,
    signs_until timestamptz NOT NULL,
    CHECK (signs_from < signs_until)
);
