DROP TABLE checkout_attempts;
DROP TABLE checkouts;
DROP TABLE cart_lines;
DROP TABLE carts;
DROP TABLE stock_levels;
DROP TABLE prices;
DROP TABLE variants;
