//! The rules of the catalogue. Writing functions take a connection and open the transaction themselves.

pub(crate) mod code;
pub(crate) mod draft;
pub(crate) mod filter;
pub(crate) mod ordering;
pub(crate) mod price;
pub(crate) mod publish;
pub(crate) mod search;
pub(crate) mod status;
pub(crate) mod suggestion;
pub(crate) mod trigram;
pub(crate) mod withdraw;
