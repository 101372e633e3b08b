ALTER TABLE reviews DROP COLUMN disowned;
DROP TABLE erased_customers;
