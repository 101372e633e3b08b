-- What a product is found by: its title (A), its category, vendor and option values (B), its description (C).
-- trigrams serves suggestions for a misspelt word; the extension pg_trgm is not there on every server we run on.
ALTER TABLE products
    ADD COLUMN search tsvector NOT NULL DEFAULT '',
    ADD COLUMN trigrams text[] NOT NULL DEFAULT '{}';
CREATE INDEX products_search ON products USING gin (search);
CREATE INDEX products_trigrams ON products USING gin (trigrams);

-- A title from each of its words on, lower case: what a prefix that is being typed is compared with.
CREATE TABLE suggestion_terms (
    product_id uuid NOT NULL REFERENCES products ON DELETE CASCADE,
    word       integer NOT NULL,
    term       text NOT NULL,
    PRIMARY KEY (product_id, word)
);
CREATE INDEX suggestion_terms_by_prefix ON suggestion_terms (term text_pattern_ops);
