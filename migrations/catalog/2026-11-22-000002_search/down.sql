DROP TABLE suggestion_terms;
ALTER TABLE products DROP COLUMN trigrams, DROP COLUMN search;
