//! Processes killed in the middle of purchases.
