//! The queries, one module an entity. A function takes a connection and gives rows; transactions are opened in `domain`.

pub(crate) mod category;
pub(crate) mod count;
pub(crate) mod facet;
pub(crate) mod image;
pub(crate) mod listing;
mod matching;
pub(crate) mod option;
pub(crate) mod product;
pub(crate) mod search;
pub(crate) mod suggestion;
pub(crate) mod tables;
pub(crate) mod variant;
