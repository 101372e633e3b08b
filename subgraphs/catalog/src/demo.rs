//! The demo shop: a catalogue that comes with the code, published as staff would publish it.
//!
//! The catalogue is data, one JSON file a category in `demo/`; the pictures it names are drawn from the same files by
//! `web/scripts/pictures.mjs`. Ids are made from handles and SKUs, so that they are the same on every machine.

mod catalogue;
mod data;
pub(crate) mod id;
mod picture;
mod seed;
mod sku;

pub use self::catalogue::{DemoProduct, DemoVariant, products};
pub use self::seed::{SeedError, Seeded, seed};
