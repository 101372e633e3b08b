UPDATE sessions SET revoked_why = 'logout_all' WHERE revoked_why = 'password_reset';
ALTER TABLE sessions DROP CONSTRAINT sessions_revoked_why_check;
ALTER TABLE sessions ADD CONSTRAINT sessions_revoked_why_check
    CHECK (revoked_why IN ('logout', 'logout_all', 'reuse', 'displaced'));
DROP TABLE mail_tokens;
ALTER TABLE customers DROP COLUMN email_verified_at;
