-- Where to reach a customer, as heard from accounts.
CREATE TABLE recipients (
    customer_id  uuid PRIMARY KEY,
    email        text NOT NULL,
    display_name text NOT NULL
);

-- One row a message. It is in the customer's inbox from the start; `state` is about the e-mail:
--   pending -> sent    the mail server (or the mailbox folder) took it
--   pending -> failed  refused for good, or given up after the last attempt
-- Both ends are final.
CREATE TABLE notifications (
    id              uuid PRIMARY KEY,
    -- What it tells of: a second delivery of the same event cannot make a second message.
    event_id        uuid NOT NULL UNIQUE,
    customer_id     uuid,
    kind            text NOT NULL,
    email           text NOT NULL,
    display_name    text,
    subject         text NOT NULL,
    body_text       text NOT NULL,
    body_html       text NOT NULL,
    created_at      timestamptz NOT NULL,
    read_at         timestamptz,
    state           text NOT NULL CHECK (state IN ('pending', 'sent', 'failed')),
    attempts        integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- Also the lease: whoever takes the row moves this on before sending.
    next_attempt_at timestamptz NOT NULL,
    last_error      text,
    ended_at        timestamptz,
    CHECK ((state = 'pending') = (ended_at IS NULL))
);
CREATE INDEX notifications_of_customer ON notifications (customer_id, created_at, id) WHERE customer_id IS NOT NULL;
CREATE INDEX notifications_unread ON notifications (customer_id) WHERE customer_id IS NOT NULL AND read_at IS NULL;
CREATE INDEX notifications_due ON notifications (next_attempt_at) WHERE state = 'pending';
