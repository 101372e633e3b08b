//! What checkout says and hears.

mod account;
pub mod command;
pub mod published;
mod reply;
mod view;

use crate::config::CheckoutConfig;
use subgraph_kit::events::Handlers;

/// The service's queue: which event does what.
pub(crate) fn handlers(config: CheckoutConfig) -> Handlers {
    let handlers = Handlers::new()
        .on(view::product_published)
        .on(view::product_changed)
        .on(view::product_withdrawn)
        .on(view::price_changed)
        .on(view::stock_level_changed)
        .on(account::account_erased);
    reply::handlers(handlers, config)
}
