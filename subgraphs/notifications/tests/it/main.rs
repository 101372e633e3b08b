//! Notifications as others see it: over HTTP, on a real database.
