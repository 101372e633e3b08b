DROP TABLE cancelled_before_creation;
DROP TABLE order_events;
DROP TABLE order_lines;
DROP TABLE shipping_addresses;
DROP TABLE orders;
DROP SEQUENCE order_numbers;
