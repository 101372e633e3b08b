//! Where pieces are, and when they come back.

use super::{Stock, reason, soon};
use crate::db::level::LevelRow;
use crate::db::{level, variant};
use crate::domain::reservation::{Answer, Reason};
use crate::domain::{expiry, stock};
use chrono::{Duration, Utc};
use std::time::{Duration as StdDuration, Instant};
use subgraph_kit::id::{CheckoutId, ProductId};

#[tokio::test]
async fn a_withdrawn_variant_cannot_be_reserved() {
    let stock = Stock::new().await;
    let id = stock.variant(&[("main", 5)]).await;
    let note = async |withdrawn: bool, minutes: i64| {
        let mut conn = stock.db.conn().await.unwrap();
        let at = Utc::now() + Duration::minutes(minutes);
        variant::note(&mut conn, ProductId::new(), &[id], withdrawn, at)
            .await
            .unwrap();
    };
    note(true, 2).await;
    // Older news that comes later.
    note(false, 1).await;
    let refused = stock.reserve(CheckoutId::new(), &[(id, 1)], soon()).await;
    assert_eq!(reason(&refused), Some(Reason::InsufficientStock));
    note(false, 3).await;
    assert_eq!(
        stock.reserve(CheckoutId::new(), &[(id, 1)], soon()).await,
        Answer::Reserved
    );
}

#[tokio::test]
async fn pieces_go_back_to_where_they_came_from() {
    let stock = Stock::new().await;
    let id = stock.variant(&[("main", 2), ("north", 3)]).await;
    let checkout = CheckoutId::new();
    assert_eq!(
        stock.reserve(checkout, &[(id, 4)], soon()).await,
        Answer::Reserved
    );
    let levels = async || {
        level::lock(&mut stock.db.conn().await.unwrap(), &[id])
            .await
            .unwrap()
    };
    let pieces = |levels: Vec<LevelRow>| {
        levels
            .iter()
            .map(|level| (level.available, level.reserved))
            .collect::<Vec<_>>()
    };
    assert_eq!(pieces(levels().await), [(0, 2), (1, 2)]);
    stock.release(checkout).await;
    assert_eq!(pieces(levels().await), [(2, 0), (3, 0)]);
}

#[tokio::test]
async fn the_sweep_ends_what_is_over_and_nothing_else() {
    let stock = Stock::new().await;
    let id = stock.variant(&[("main", 9)]).await;
    let instant = Utc::now() + Duration::milliseconds(300);
    for until in [instant, instant, soon()] {
        assert_eq!(
            stock.reserve(CheckoutId::new(), &[(id, 1)], until).await,
            Answer::Reserved
        );
    }
    let mut swept = 0;
    let deadline = Instant::now() + StdDuration::from_secs(20);
    while swept < 2 && Instant::now() < deadline {
        swept += expiry::sweep(&stock.db).await.unwrap();
    }
    assert_eq!((swept, stock.books(id).await), (2, (8, 1, 0)));
    assert_eq!(stock.events("stock.released.v1").await, 2);
    assert_eq!(expiry::forget(&stock.db).await.unwrap(), 0);
}

#[tokio::test]
async fn a_count_leaves_reserved_pieces_reserved() {
    let stock = Stock::new().await;
    let id = stock.variant(&[("main", 5)]).await;
    variant::note(
        &mut stock.db.conn().await.unwrap(),
        ProductId::new(),
        &[id],
        false,
        Utc::now(),
    )
    .await
    .unwrap();
    stock.reserve(CheckoutId::new(), &[(id, 3)], soon()).await;
    stock::set(&stock.db, id, "main", 10).await.unwrap();
    assert_eq!(stock.books(id).await, (7, 3, 0));
    stock::set(&stock.db, id, "north", 4).await.unwrap();
    assert_eq!(stock.books(id).await, (11, 3, 0));
    let below = stock::set(&stock.db, id, "main", 2).await;
    assert!(matches!(
        below,
        Err(stock::CountError::BelowReserved { reserved: 3 })
    ));
    assert_eq!(stock.books(id).await, (11, 3, 0));
}
