//! A service that does with a note what the note wishes.

use super::talker::Note;
use async_graphql::{EmptyMutation, EmptySubscription, Object};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::RunQueryDsl;
use subgraph_kit::config::Reader;
use subgraph_kit::db::{Conn, EmbeddedMigrations, embed_migrations};
use subgraph_kit::events::{BoxError, Failure, Handlers, Received};
use subgraph_kit::federation::export_sdl;
use subgraph_kit::service::{Context, Parts, Service};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("tests/it/migrations");

pub(crate) struct Listener;

#[async_trait::async_trait]
impl Service for Listener {
    const NAME: &'static str = "listener";
    type Config = ();

    fn config(_: &mut Reader<'_>) -> Option<()> {
        Some(())
    }

    fn migrations() -> EmbeddedMigrations {
        MIGRATIONS
    }

    fn sdl() -> String {
        export_sdl(
            &subgraph_kit::graphql::builder(Query, EmptyMutation, EmptySubscription).finish(),
        )
    }

    async fn build(_: (), _: &Context) -> Result<Parts, BoxError> {
        let schema =
            subgraph_kit::graphql::builder(Query, EmptyMutation, EmptySubscription).finish();
        Ok(Parts::new(schema).handlers(Handlers::new().on(note_written)))
    }
}

struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "hello"
    }
}

/// The effect comes first, so that a failure has something to undo.
async fn note_written(conn: &mut Conn, event: Received<Note>) -> Result<(), Failure> {
    diesel::sql_query("INSERT INTO effect (subject, number) VALUES ($1, $2)")
        .bind::<Text, _>(&event.data.subject)
        .bind::<BigInt, _>(event.data.number)
        .execute(conn)
        .await?;
    match event.data.wish.as_str() {
        "poison" => Err(Failure::poison("poisoned")),
        "fault" => Err(Failure::fault("faulty")),
        "panic" => panic!("a handler panics"),
        "bad statement" => {
            diesel::sql_query("SELECT 1 / 0").execute(conn).await?;
            Ok(())
        }
        "dependency" if is_away(conn).await? => Err(Failure::unavailable("away")),
        _ => Ok(()),
    }
}

async fn is_away(conn: &mut Conn) -> Result<bool, Failure> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        away: bool,
    }
    let row: Row = diesel::sql_query("SELECT away FROM dependency")
        .get_result(conn)
        .await?;
    Ok(row.away)
}
