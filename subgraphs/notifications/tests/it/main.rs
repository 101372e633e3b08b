//! Notifications as others see it: events in, mails and an inbox out.

mod contract;
mod delivery;
mod handlers;
mod inbox;
mod rig;
mod shop;
mod smtp;
