DROP TABLE ratings;
DROP TABLE reviews;
DROP TABLE products;
