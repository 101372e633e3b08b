//! Stock, reservations and their expiry.
