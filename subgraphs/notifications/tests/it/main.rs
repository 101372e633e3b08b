//! Notifications as others see it: events in, mails and an inbox out.
#![allow(clippy::unwrap_used, reason = "a test stops where it goes wrong")]

mod accounts;
mod contract;
mod delivery;
mod handlers;
mod inbox;
mod rig;
mod shop;
mod smtp;
