//! Products, variants, categories, media and prices.
