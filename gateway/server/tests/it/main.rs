//! A real gateway on a free port, with real subgraph servers in this process.

#![expect(clippy::unwrap_used, reason = "a test that fails here has failed")]

mod support;

mod access;
mod authorization;
mod codes_and_contracts;
mod command_line;
mod config_doc;
mod connections;
mod defer;
mod drain;
mod errors_doc;
mod federation;
mod hops;
mod http_table;
mod introspection;
mod jwks;
mod limits;
mod live;
mod live_failures;
mod live_start;
mod live_subscriptions;
mod live_swaps;
mod operations;
mod overload;
mod overrides;
mod persisted;
mod rate;
mod rules;
mod sharing;
mod storefront;
mod strange_answers;
mod streams;
mod subscriptions;
mod tokens;
mod traffic;
mod upstreams;
mod usage;
mod websocket;
