-- An event that nobody takes waits by itself, instead of holding up those behind it.
ALTER TABLE outbox ADD COLUMN retry_at timestamptz NOT NULL DEFAULT now();
