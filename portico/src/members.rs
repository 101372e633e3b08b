//! The services that make the shop.

use futures::future::BoxFuture;
use subgraph_kit::config::Source;
use subgraph_kit::db::EmbeddedMigrations;
use subgraph_kit::service::{Process, Running, Service, StartError, start};
use tokio_util::sync::CancellationToken;

type Start = for<'a> fn(
    &'a dyn Source,
    &'a Process,
    &'a CancellationToken,
) -> BoxFuture<'a, Result<Running, StartError>>;

/// A service, as the launcher sees each.
#[derive(Clone, Copy)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) sdl: fn() -> String,
    pub(crate) migrations: fn() -> EmbeddedMigrations,
    pub(crate) start: Start,
}

/// All of them, in the order of their names.
pub(crate) const MEMBERS: [Member; 8] = [
    member::<accounts::AccountsService>(),
    member::<catalog::Catalog>(),
    member::<checkout::Checkout>(),
    member::<inventory::Inventory>(),
    member::<notifications::NotificationsService>(),
    member::<orders::Orders>(),
    member::<payments::Payments>(),
    member::<reviews::ReviewsService>(),
];

const fn member<S: Service>() -> Member {
    Member {
        name: S::NAME,
        sdl: S::sdl,
        migrations: S::migrations,
        start: |source, process, stop| Box::pin(start::<S>(source, process, stop)),
    }
}
