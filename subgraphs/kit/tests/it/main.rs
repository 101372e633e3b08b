//! The kit against a real PostgreSQL and a real RabbitMQ.

mod amqp;
mod changes;
mod delivery;
mod http;
mod outbox;
mod proxy;
mod websocket;
mod world;
