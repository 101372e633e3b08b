//! The sandbox provider: documented tokens instead of cards (`docs/payments-sandbox.md`), books of its own.
//!
//! It keeps what a real one keeps on its side of the network, in statements of its own that commit at once, whatever
//! becomes of the caller.

use std::time::Duration;

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use subgraph_kit::db::{Conn, Db, DbError};
use subgraph_kit::money::{CurrencyCode, Money};

use super::{
    Authorization, AuthorizeRequest, Decline, IdempotencyKey, Provider, ProviderError, Voided,
};
use crate::db::tables::sandbox_charges as charges;

/// Keeps its books in the service's database and knows no card.
#[derive(Clone, Debug)]
pub struct Sandbox {
    db: Db,
    /// What `tok_slow` takes.
    delay: Duration,
    /// How long a caller waits; `tok_timeout_charged` takes longer.
    timeout: Duration,
}

/// What a token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Behaviour {
    Approve,
    ApproveSlowly,
    /// The charge stands, the answer never comes.
    ApproveSilently,
    Decline(&'static str),
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = charges)]
struct ChargeRow {
    state: String,
    reference: String,
    decline_code: Option<String>,
}

impl Behaviour {
    fn of(token: &str) -> Self {
        match token {
            "tok_approved" => Self::Approve,
            "tok_slow" => Self::ApproveSlowly,
            "tok_timeout_charged" => Self::ApproveSilently,
            "tok_declined" => Self::Decline("INSUFFICIENT_FUNDS"),
            _ => Self::Decline("CARD_UNKNOWN"),
        }
    }
}

/// Why, in words for the buyer.
fn reason(code: &str) -> &'static str {
    match code {
        "INSUFFICIENT_FUNDS" => "The card was declined: there is not enough money on it.",
        "VOIDED" => "The payment had been called off.",
        _ => "The card is not known.",
    }
}

impl Sandbox {
    pub fn new(db: Db, delay: Duration, timeout: Duration) -> Self {
        Self { db, delay, timeout }
    }

    /// The answer, once the books say so; another one under the same key changes nothing.
    async fn book(
        &self,
        request: &AuthorizeRequest,
        decline: Option<&str>,
    ) -> Result<Authorization, DbError> {
        let conn = &mut *self.db.conn().await?;
        let state = if decline.is_some() {
            "declined"
        } else {
            "authorized"
        };
        insert(conn, &request.key, state, request.amount, decline).await?;
        let row = find(conn, &request.key).await?;
        Ok(row
            .expect("what was just inserted, or was there before, is there")
            .answer())
    }
}

impl ChargeRow {
    fn answer(self) -> Authorization {
        let decline = |code: &str| {
            Authorization::Declined(Decline {
                code: code.to_owned(),
                reason: reason(code).to_owned(),
            })
        };
        match self.state.as_str() {
            "authorized" => Authorization::Approved {
                reference: self.reference,
            },
            "voided" => decline("VOIDED"),
            _ => decline(self.decline_code.as_deref().unwrap_or("CARD_UNKNOWN")),
        }
    }
}

async fn insert(
    conn: &mut Conn,
    key: &IdempotencyKey,
    state: &str,
    amount: Money,
    decline: Option<&str>,
) -> QueryResult<usize> {
    diesel::insert_into(charges::table)
        .values((
            charges::idempotency_key.eq(key.as_str()),
            charges::state.eq(state),
            charges::reference.eq(format!("sandbox-{}", key.as_str())),
            charges::amount.eq(amount.amount),
            charges::currency.eq(amount.currency),
            charges::decline_code.eq(decline),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await
}

async fn find(conn: &mut Conn, key: &IdempotencyKey) -> QueryResult<Option<ChargeRow>> {
    charges::table
        .find(key.as_str())
        .select(ChargeRow::as_select())
        .first(conn)
        .await
        .optional()
}

#[async_trait]
impl Provider for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    async fn authorize(&self, request: &AuthorizeRequest) -> Result<Authorization, ProviderError> {
        let behaviour = Behaviour::of(&request.payment_token);
        if behaviour == Behaviour::ApproveSlowly {
            tokio::time::sleep(self.delay).await;
        }
        let decline = match behaviour {
            Behaviour::Decline(code) => Some(code),
            Behaviour::Approve | Behaviour::ApproveSlowly | Behaviour::ApproveSilently => None,
        };
        let answer = self.book(request, decline).await.map_err(unreachable)?;
        if behaviour == Behaviour::ApproveSilently {
            // The caller has given up by then.
            tokio::time::sleep(self.timeout * 2).await;
        }
        Ok(answer)
    }

    async fn look_up(&self, key: &IdempotencyKey) -> Result<Option<Authorization>, ProviderError> {
        let row = async { Ok::<_, DbError>(find(&mut *self.db.conn().await?, key).await?) };
        Ok(row.await.map_err(unreachable)?.map(ChargeRow::answer))
    }

    async fn void(&self, key: &IdempotencyKey) -> Result<Option<Voided>, ProviderError> {
        let voided = async {
            let conn = &mut *self.db.conn().await?;
            // A key that is not known yet is taken, so that an authorization still on its way is refused.
            let zero = Money::zero(CurrencyCode::Eur);
            if insert(conn, key, "voided", zero, None).await? == 1 {
                return Ok::<_, DbError>(None);
            }
            let authorized = charges::table
                .find(key.as_str())
                .filter(charges::state.eq("authorized"));
            diesel::update(authorized)
                .set((
                    charges::state.eq("voided"),
                    charges::voided_at.eq(diesel::dsl::now),
                ))
                .execute(conn)
                .await?;
            let row = charges::table
                .find(key.as_str())
                .filter(charges::voided_at.is_not_null())
                .select(charges::reference)
                .first(conn)
                .await
                .optional()?;
            Ok(row.map(|reference| Voided { reference }))
        };
        voided.await.map_err(unreachable)
    }
}

fn unreachable(error: DbError) -> ProviderError {
    ProviderError::Unreachable(error.into())
}
