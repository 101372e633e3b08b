-- Events this service publishes, written in the transaction that causes them; the relay marks them when the bus has confirmed.
CREATE TABLE outbox (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL UNIQUE,
    event_type text NOT NULL,
    subject text NOT NULL,
    mandatory boolean NOT NULL,
    envelope text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz
);
CREATE INDEX outbox_unsent ON outbox (seq) WHERE sent_at IS NULL;
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;

-- Events this service has handled: a second delivery finds its row and has no effect.
CREATE TABLE inbox (
    event_id uuid PRIMARY KEY,
    event_type text NOT NULL,
    handled_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX inbox_handled ON inbox (handled_at);

-- Events that wait for this service: all of them with the in-process transport, with AMQP those that are tried again.
-- `attempts` counts faults, `tries` also the times a dependency was down.
CREATE TABLE bus_queue (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL UNIQUE,
    event_type text NOT NULL,
    subject text NOT NULL,
    envelope text NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT now(),
    last_error text,
    queued_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX bus_queue_subject ON bus_queue (subject, seq);
CREATE INDEX bus_queue_due ON bus_queue (due_at);

-- Events this service gave up on, until somebody replays or discards them.
CREATE TABLE dead_letter (
    id uuid PRIMARY KEY,
    event_id uuid,
    event_type text,
    subject text,
    body text NOT NULL,
    cause text NOT NULL,
    error text NOT NULL,
    attempts integer NOT NULL,
    died_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dead_letter_died ON dead_letter (died_at, id);
