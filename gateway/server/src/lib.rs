//! The gateway process: HTTP, WebSocket, identity, limits, reload, telemetry.
