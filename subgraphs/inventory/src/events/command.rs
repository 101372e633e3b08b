//! The commands of the checkout saga. Each is answered, also when it comes twice or too late.

use super::reply;
use crate::domain::allocation::Wanted;
use crate::domain::pieces::StockError;
use crate::domain::reserve::ReserveOrder;
use crate::domain::{commit as committing, release as releasing, reserve as reserving};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use subgraph_kit::db::Conn;
use subgraph_kit::events::{Failure, Message, Received};
use subgraph_kit::id::{CheckoutId, VariantId};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReserveStock {
    checkout_id: CheckoutId,
    lines: Vec<ReserveLine>,
    expires_at: DateTime<Utc>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReserveLine {
    variant_id: VariantId,
    quantity: i32,
}

impl Message for ReserveStock {
    const TYPE: &'static str = "command.stock.reserve.v1";
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReleaseStock {
    checkout_id: CheckoutId,
}

impl Message for ReleaseStock {
    const TYPE: &'static str = "command.stock.release.v1";
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CommitStock {
    checkout_id: CheckoutId,
}

impl Message for CommitStock {
    const TYPE: &'static str = "command.stock.commit.v1";
}

/// A command that nobody can carry out.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadCommand {
    #[error("a reservation without lines")]
    Empty,
    #[error("{quantity} pieces of {variant} cannot be reserved")]
    Quantity { variant: VariantId, quantity: i32 },
}

impl From<StockError> for Failure {
    fn from(error: StockError) -> Self {
        match error {
            StockError::Db(error) => error.into(),
            error @ StockError::Books { .. } => Self::fault(error),
        }
    }
}

impl ReserveStock {
    /// Lines of the same variant are one.
    fn order(&self) -> Result<ReserveOrder, BadCommand> {
        let mut wanted = Wanted::new();
        for line in &self.lines {
            let bad = || BadCommand::Quantity {
                variant: line.variant_id,
                quantity: line.quantity,
            };
            let sum = wanted.entry(line.variant_id).or_default();
            *sum = i32::checked_add(*sum, line.quantity)
                .filter(|_| line.quantity > 0)
                .ok_or_else(bad)?;
        }
        if wanted.is_empty() {
            return Err(BadCommand::Empty);
        }
        Ok(ReserveOrder {
            checkout: self.checkout_id,
            wanted,
            expires_at: self.expires_at,
        })
    }
}

pub(super) async fn reserve(conn: &mut Conn, event: Received<ReserveStock>) -> Result<(), Failure> {
    let order = event.data.order().map_err(Failure::poison)?;
    let answer = reserving::reserve(conn, &order, Utc::now()).await?;
    reply::send(conn, order.checkout, answer).await?;
    Ok(())
}

pub(super) async fn release(conn: &mut Conn, event: Received<ReleaseStock>) -> Result<(), Failure> {
    let checkout = event.data.checkout_id;
    let answer = releasing::release(conn, checkout, Utc::now()).await?;
    reply::send(conn, checkout, answer).await?;
    Ok(())
}

pub(super) async fn commit(conn: &mut Conn, event: Received<CommitStock>) -> Result<(), Failure> {
    let checkout = event.data.checkout_id;
    let answer = committing::commit(conn, checkout, Utc::now()).await?;
    reply::send(conn, checkout, answer).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(lines: &[(VariantId, i32)]) -> ReserveStock {
        let lines = lines
            .iter()
            .map(|&(variant_id, quantity)| ReserveLine {
                variant_id,
                quantity,
            })
            .collect();
        ReserveStock {
            checkout_id: CheckoutId::new(),
            lines,
            expires_at: Utc::now(),
        }
    }

    #[test]
    fn lines_of_one_variant_are_added() {
        let (a, b) = (VariantId::new(), VariantId::new());
        let order = command(&[(b, 1), (a, 2), (b, 3)]).order().unwrap();
        assert_eq!(order.wanted, Wanted::from([(a, 2), (b, 4)]));
    }

    #[test]
    fn impossible_quantities_are_refused() {
        let a = VariantId::new();
        assert!(command(&[]).order().is_err());
        for bad in [
            &[(a, 0)][..],
            &[(a, -1)],
            &[(a, i32::MAX), (a, 1)],
            &[(a, 5), (a, -1)],
        ] {
            assert!(command(bad).order().is_err(), "{bad:?}");
        }
    }
}
