//! Reviews as the kit starts it.

use async_trait::async_trait;
use subgraph_kit::{
    config::Reader,
    db::{EmbeddedMigrations, embed_migrations},
    events::BoxError,
    federation::export_sdl,
    service::{Context, Parts, Service},
    user_error::Code,
};

use crate::{
    domain::{code, service::Reviews},
    events, graphql,
};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/reviews");

/// The service `reviews`. It has no settings beside those every service has.
#[derive(Debug)]
pub struct ReviewsService;

#[async_trait]
impl Service for ReviewsService {
    const NAME: &'static str = "reviews";
    const USER_ERRORS: &'static [Code] = code::ALL;
    type Config = ();

    fn config(_: &mut Reader<'_>) -> Option<()> {
        Some(())
    }

    fn migrations() -> EmbeddedMigrations {
        MIGRATIONS
    }

    fn sdl() -> String {
        export_sdl(&graphql::schema(None))
    }

    async fn build((): (), context: &Context) -> Result<Parts, BoxError> {
        let reviews = Reviews {
            db: context.db.clone(),
        };
        Ok(Parts::new(graphql::schema(Some(reviews))).handlers(events::handlers()))
    }
}
