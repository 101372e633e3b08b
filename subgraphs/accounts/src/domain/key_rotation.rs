//! Makes the next signing key in time, and forgets those that nobody can need any more.

use chrono::{DateTime, Utc};
use subgraph_kit::db::Conn;
use thiserror::Error;

use super::{
    fault::Fault,
    service::Accounts,
    signing_key::{Seed, SigningKey, SigningTime, forgotten_before, next_key},
};
use crate::db::{self, signing_key::SigningKeyRow};

/// Why the keys in memory may not be today's.
#[derive(Debug, Error)]
pub enum KeyRotationError {
    #[error("the keys cannot be read or written")]
    Fault(#[from] Fault),
    #[error("a signing key cannot be used")]
    Key(#[from] jsonwebtoken::errors::Error),
}

impl Accounts {
    /// Brings the keys up to date and loads them. Any number of replicas may do this at any time.
    pub async fn rotate_keys(&self, now: DateTime<Utc>) -> Result<(), KeyRotationError> {
        let mut rows = self.load_keys().await?;
        if next_key(&times(&rows), now).is_some() {
            rows = self.add_key(now).await?;
        }
        let keys = rows.iter().map(read).collect::<Result<_, _>>()?;
        self.keys.replace(keys);
        Ok(())
    }

    async fn load_keys(&self) -> Result<Vec<SigningKeyRow>, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::signing_key::all(&mut conn).await?)
    }

    async fn add_key(&self, now: DateTime<Utc>) -> Result<Vec<SigningKeyRow>, KeyRotationError> {
        self.db
            .transaction(async move |conn| {
                db::signing_key::lock_table(conn)
                    .await
                    .map_err(Fault::from)?;
                extend(conn, now).await
            })
            .await
    }
}

/// With the table locked: somebody else may have been here first.
async fn extend(
    conn: &mut Conn,
    now: DateTime<Utc>,
) -> Result<Vec<SigningKeyRow>, KeyRotationError> {
    let rows = db::signing_key::all(conn).await.map_err(Fault::from)?;
    let Some(signs) = next_key(&times(&rows), now) else {
        return Ok(rows);
    };
    let seed: Seed = rand::random();
    let key = SigningKey::from_seed(&seed, signs)?;
    let row = SigningKeyRow {
        kid: key.kid,
        seed: seed.to_vec(),
        created_at: now,
        signs_from: signs.from,
        signs_until: signs.until,
    };
    tracing::info!(key.id = %row.kid, signs_from = %row.signs_from, "made a signing key");
    db::signing_key::insert(conn, &row)
        .await
        .map_err(Fault::from)?;
    db::signing_key::delete_ended(conn, forgotten_before(now))
        .await
        .map_err(Fault::from)?;
    Ok(db::signing_key::all(conn).await.map_err(Fault::from)?)
}

fn times(rows: &[SigningKeyRow]) -> Vec<SigningTime> {
    rows.iter().map(time).collect()
}

fn time(row: &SigningKeyRow) -> SigningTime {
    SigningTime {
        from: row.signs_from,
        until: row.signs_until,
    }
}

fn read(row: &SigningKeyRow) -> Result<SigningKey, KeyRotationError> {
    let seed = Seed::try_from(row.seed.as_slice()).map_err(|_| Fault::Stored {
        what: "signing key",
    })?;
    Ok(SigningKey::from_seed(&seed, time(row))?)
}

impl From<subgraph_kit::db::DbError> for KeyRotationError {
    fn from(error: subgraph_kit::db::DbError) -> Self {
        Self::Fault(error.into())
    }
}
