//! Reviews and ratings.
