DROP TABLE transactions;
DROP TABLE payments;
