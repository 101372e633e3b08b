//! Reviews and ratings.
pub mod db;
pub mod domain;
mod seed;
