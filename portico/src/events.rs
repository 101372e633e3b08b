//! Dead letters: events a service gave up on. They lie in the service's own database, with either transport.

use subgraph_kit::db::{Db, DbConfig};
use subgraph_kit::events::dead_letter;
use uuid::Uuid;

use crate::cli::DataArgs;
use crate::data_dir::DataDir;
use crate::databases::Databases;
use crate::failure::Failure;
use crate::members::MEMBERS;
use crate::terminal::show;

/// Most that one call lists or replays, a service.
const LIMIT: i64 = 1000;

/// `portico events dead-letters`.
pub(crate) async fn dead_letters(args: DataArgs, service: Option<&str>) -> Result<(), Failure> {
    for_each(args, service, async |name, db| {
        for letter in dead_letter::list(&mut *db.conn().await?, LIMIT).await? {
            let mut line = serde_json::to_value(&letter)?;
            line["service"] = name.into();
            show(line);
        }
        Ok(())
    })
    .await
}

/// `portico events replay`.
pub(crate) async fn replay(
    args: DataArgs,
    service: Option<&str>,
    id: Option<Uuid>,
) -> Result<(), Failure> {
    for_each(args, service, async |name, db| {
        let count = dead_letter::replay(&mut *db.conn().await?, id, LIMIT).await?;
        if count > 0 {
            show(format_args!("{name}: {count} put back"));
        }
        Ok(())
    })
    .await
}

async fn for_each(
    args: DataArgs,
    service: Option<&str>,
    work: impl AsyncFn(&'static str, &Db) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let chosen: Vec<_> = MEMBERS
        .iter()
        .filter(|member| service.is_none_or(|name| name == member.name))
        .collect();
    if chosen.is_empty() {
        let names: Vec<_> = MEMBERS.iter().map(|member| member.name).collect();
        return Err(Failure::new(format!(
            "no such service: choose one of {}",
            names.join(", ")
        )));
    }
    let data_dir = DataDir::open(&args.data_dir)?;
    let databases = Databases::open(&args, &data_dir).await?;
    let mut outcome = Ok(());
    for member in chosen {
        let url = databases.url(member.name).await?;
        subgraph_kit::db::migrate(&url, (member.migrations)()).await?;
        let db = Db::new(&DbConfig::new(url))?;
        outcome = outcome.and(work(member.name, &db).await);
    }
    databases.close().await?;
    outcome
}
