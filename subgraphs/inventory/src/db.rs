//! The queries, one module an entity. A function takes a connection and gives rows; transactions are opened in `domain`, or by
//! the kit around the handler of an event.

pub(crate) mod availability;
pub(crate) mod level;
pub(crate) mod price;
pub(crate) mod reservation;
pub(crate) mod tables;
pub(crate) mod variant;
