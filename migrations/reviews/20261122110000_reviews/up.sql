-- Which products there are, as heard from catalog: a review of nothing is refused. The two
-- times make the order in which the events arrive irrelevant.
CREATE TABLE products (
    id           uuid PRIMARY KEY,
    published_at timestamptz,
    withdrawn_at timestamptz
);

CREATE TABLE reviews (
    id          uuid PRIMARY KEY,
    product_id  uuid NOT NULL REFERENCES products,
    customer_id uuid NOT NULL,
    rating      smallint NOT NULL CHECK (rating BETWEEN 1 AND 5),
    title       text NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    body        text NOT NULL CHECK (length(body) BETWEEN 1 AND 4000),
    created_at  timestamptz NOT NULL,
    CONSTRAINT reviews_one_a_customer UNIQUE (product_id, customer_id)
);
CREATE INDEX reviews_of_product ON reviews (product_id, created_at, id);
CREATE INDEX reviews_by_customer ON reviews (customer_id, created_at, id);

-- The aggregate, kept in the transaction that adds the review. One column a grade: average,
-- count and the distribution all follow from it and cannot disagree.
CREATE TABLE ratings (
    product_id uuid PRIMARY KEY REFERENCES products,
    count_1    integer NOT NULL DEFAULT 0 CHECK (count_1 >= 0),
    count_2    integer NOT NULL DEFAULT 0 CHECK (count_2 >= 0),
    count_3    integer NOT NULL DEFAULT 0 CHECK (count_3 >= 0),
    count_4    integer NOT NULL DEFAULT 0 CHECK (count_4 >= 0),
    count_5    integer NOT NULL DEFAULT 0 CHECK (count_5 >= 0)
);
