//! Demo reviews.
mod dice;
mod phrases;
mod plan;
mod writer;

pub use plan::SeedProduct;
