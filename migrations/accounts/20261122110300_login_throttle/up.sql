-- Attempts to log in, a row per e-mail (hashed: it may be nobody's, and then it is not ours to
-- keep). Counted before the password is checked, so that parallel guesses do not slip through.
CREATE TABLE login_attempts (
    email_hash    bytea PRIMARY KEY CHECK (length(email_hash) = 32),
    attempts      integer NOT NULL CHECK (attempts > 0),
    allowed_from  timestamptz NOT NULL,
    last_at       timestamptz NOT NULL
);
CREATE INDEX login_attempts_by_age ON login_attempts (last_at);
