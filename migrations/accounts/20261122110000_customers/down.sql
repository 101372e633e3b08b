DROP TABLE addresses;
DROP TABLE staff;
DROP TABLE credentials;
DROP TABLE customers;
