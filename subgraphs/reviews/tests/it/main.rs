//! Reviews as others see it: over HTTP, on a real database.

mod contract;
mod create;
mod lists;
mod products;
mod rig;
mod seed;
