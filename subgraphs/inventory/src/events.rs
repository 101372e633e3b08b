//! What inventory hears and says. The JSON Schemas are in `schema/events/`; a test holds what is written against them.

mod command;
pub(crate) mod level;
mod product;
pub(crate) mod reply;

use subgraph_kit::events::Handlers;

/// What is done about each event.
pub(crate) fn handlers() -> Handlers {
    Handlers::new()
        .on(product::published)
        .on(product::changed)
        .on(product::withdrawn)
        .on(product::price_changed)
        .on(command::reserve)
        .on(command::release)
        .on(command::commit)
}
