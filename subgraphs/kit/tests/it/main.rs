//! The kit against a real PostgreSQL and a real RabbitMQ.
#![allow(clippy::unwrap_used, reason = "a test stops where it goes wrong")]

mod amqp;
mod changes;
mod crash;
mod delivery;
mod http;
mod outbox;
mod proxy;
mod websocket;
mod world;
