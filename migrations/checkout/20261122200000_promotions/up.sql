-- What a code takes off. Codes are kept in capitals; whoever types one need not.
CREATE TABLE promotions (
    code             text PRIMARY KEY CHECK (code = upper(code)),
    -- One of the two: so many of a hundred of each line, or an amount of the whole, in minor units.
    percent          integer CHECK (percent BETWEEN 1 AND 100),
    amount           bigint CHECK (amount > 0),
    currency         text NOT NULL,
    -- Of the goods, in minor units: below it the code takes nothing off.
    minimum_subtotal bigint NOT NULL CHECK (minimum_subtotal >= 0),
    starts_at        timestamptz NOT NULL,
    ends_at          timestamptz,
    CHECK ((percent IS NULL) <> (amount IS NULL)),
    CHECK (ends_at > starts_at)
);

-- The codes of a cart, in the order in which they take off.
CREATE TABLE cart_discount_codes (
    cart_id  uuid NOT NULL REFERENCES carts (id),
    position integer NOT NULL CHECK (position >= 0),
    code     text NOT NULL REFERENCES promotions (code),
    PRIMARY KEY (cart_id, position),
    UNIQUE (cart_id, code)
);
