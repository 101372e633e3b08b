DROP TABLE cart_discount_codes;
DROP TABLE promotions;
