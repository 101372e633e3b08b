//! The rules of the stock. Functions that answer an event run in its transaction; the others open their own.

pub(crate) mod allocation;
pub(crate) mod code;
pub(crate) mod commit;
pub(crate) mod expiry;
pub(crate) mod pieces;
pub(crate) mod release;
pub(crate) mod reservation;
pub(crate) mod reserve;
pub(crate) mod shipping;
pub(crate) mod stock;
#[cfg(test)]
mod tests;
