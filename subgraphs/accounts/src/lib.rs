//! Customers, credentials, sessions and addresses.
