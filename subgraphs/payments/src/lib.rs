//! The transactions ledger and the payment providers.
