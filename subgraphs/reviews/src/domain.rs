//! The rules: what a review must be, who may write one, and what it does to a rating.

pub mod code;
pub mod draft;
pub mod publish;
pub mod rating;
pub mod read;
pub mod service;
