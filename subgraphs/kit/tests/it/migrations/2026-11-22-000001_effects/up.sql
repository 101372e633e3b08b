CREATE TABLE effect (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL,
    number bigint NOT NULL
);
CREATE TABLE dependency (away boolean NOT NULL);
INSERT INTO dependency VALUES (false);
