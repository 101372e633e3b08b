//! What the services share: configuration, pool, outbox, inbox, bus, identity, telemetry, server.
