//! The real servers that tests need: a RabbitMQ node and the whole shop spread out here,
//! PostgreSQL in `private-postgres`.

pub mod rabbitmq;
pub mod topology;

/// Names the broker's address for tests: `amqp://...`.
pub const AMQP_VARIABLE: &str = "PORTICO_TEST_AMQP_URL";
