//! Carts and the checkout saga.
