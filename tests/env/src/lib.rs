//! The real servers that tests need: a RabbitMQ node here, PostgreSQL in `private-postgres`.

pub mod rabbitmq;

/// Names the broker's address for tests: `amqp://...`.
pub const AMQP_VARIABLE: &str = "PORTICO_TEST_AMQP_URL";
