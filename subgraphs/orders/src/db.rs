//! Queries. A function takes a connection and gives rows; transactions are opened in `domain`.

pub mod erased_customer;
pub mod order;
pub mod order_event;
pub mod order_line;
pub mod shipping_address;
mod tables;
