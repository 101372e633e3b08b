-- Who submitted which checkout, as heard from checkout: what fails does not say whose it was.
-- Rows are needed until the checkout ends, and swept after that.
CREATE TABLE buyers (
    checkout_id  uuid PRIMARY KEY,
    customer_id  uuid NOT NULL,
    submitted_at timestamptz NOT NULL
);
CREATE INDEX buyers_by_age ON buyers (submitted_at);
