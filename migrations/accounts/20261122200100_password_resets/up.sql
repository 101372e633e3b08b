-- Requests to reset a password, a row per e-mail. Written for known and unknown addresses alike, in the same time: whether
-- there is an account is looked up later, by nobody's request.
CREATE TABLE password_reset_requests (
    email_hash   bytea PRIMARY KEY CHECK (length(email_hash) = 32),
    -- Only until it is looked up: it may be nobody's, and then it is not ours to keep.
    email        text,
    requested_at timestamptz NOT NULL
);
CREATE INDEX password_reset_requests_open ON password_reset_requests (requested_at) WHERE email IS NOT NULL;
CREATE INDEX password_reset_requests_by_age ON password_reset_requests (requested_at);
