//! No piece is sold twice, none is lost.

use super::{Stock, reason, soon};
use crate::domain::allocation::Wanted;
use crate::domain::reservation::{Answer, Reason};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use futures::future::join_all;
use subgraph_kit::id::{CheckoutId, VariantId};

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_buyers_of_one_piece_are_one_sale() {
    let stock = Stock::new().await;
    for _ in 0..5 {
        let id = stock.variant(&[("main", 1)]).await;
        let buyers: Vec<CheckoutId> = (0..200).map(|_| CheckoutId::new()).collect();
        let until = soon();
        let wanted = [(id, 1)];
        let answers = join_all(
            buyers
                .iter()
                .map(|buyer| stock.reserve(*buyer, &wanted, until)),
        )
        .await;
        let winners: Vec<CheckoutId> = buyers
            .iter()
            .zip(&answers)
            .filter(|(_, answer)| **answer == Answer::Reserved)
            .map(|(buyer, _)| *buyer)
            .collect();
        assert_eq!(winners.len(), 1);
        assert!(
            answers
                .iter()
                .all(|answer| reason(answer)
                    .is_none_or(|reason| reason == Reason::InsufficientStock))
        );
        assert_eq!(stock.books(id).await, (0, 1, 0));
        assert_eq!(stock.commit(winners[0]).await, Answer::Committed);
        assert_eq!(stock.books(id).await, (0, 0, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn carts_that_want_the_same_things_neither_deadlock_nor_lose_pieces() {
    let stock = Stock::new().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(stock.variant(&[("main", 8), ("north", 7)]).await);
    }
    let until = soon();
    let buy = |number: usize| {
        // Each wants another three of the five, in another order.
        let wanted: Vec<(VariantId, i32)> = (0..3)
            .map(|line| (ids[(number * 3 + line * 2) % 5], 1 + (number % 3) as i32))
            .collect();
        let stock = &stock;
        async move {
            let checkout = CheckoutId::new();
            let answer = stock.reserve(checkout, &wanted, until).await;
            match number % 4 {
                0 => stock.release(checkout).await,
                1 | 2 => stock.commit(checkout).await,
                _ => answer,
            }
        }
    };
    join_all((0..120).map(buy)).await;
    for id in &ids {
        let (available, reserved, sold) = stock.books(*id).await;
        assert_eq!(available + reserved + sold, 15);
    }
    stock.expire_all().await;
    for id in &ids {
        assert_eq!(stock.books(*id).await.1, 0);
    }
}

/// Random commands on a few checkouts: after each, pieces add up and what is reserved is what reservations hold.
#[tokio::test]
async fn the_books_balance_after_every_command() {
    let stock = Stock::new().await;
    let ids = [
        stock.variant(&[("main", 4), ("north", 3)]).await,
        stock.variant(&[("main", 6)]).await,
    ];
    let mut checkouts: Vec<CheckoutId> = (0..4).map(|_| CheckoutId::new()).collect();
    let mut seed: u32 = 20_261_122;
    let mut draw = |below: u32| {
        // Numerical Recipes' linear congruence: any spread will do, the same each time.
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % below
    };
    for _ in 0..300 {
        let at = draw(4) as usize;
        match draw(6) {
            0 | 1 => {
                let wanted: Wanted = ids.iter().map(|id| (*id, 1 + draw(3) as i32)).collect();
                let wanted: Vec<(VariantId, i32)> = wanted.into_iter().collect();
                stock.reserve(checkouts[at], &wanted, soon()).await;
            }
            2 => drop(stock.release(checkouts[at]).await),
            3 => drop(stock.commit(checkouts[at]).await),
            4 => stock.expire_all().await,
            _ => checkouts[at] = CheckoutId::new(),
        }
        for (id, total) in ids.iter().zip([7, 6]) {
            let (available, reserved, sold) = stock.books(*id).await;
            assert_eq!(available + reserved + sold, total);
            assert_eq!(reserved, held(&stock, *id, "RESERVED").await);
            assert_eq!(sold, held(&stock, *id, "COMMITTED").await);
        }
    }
}

async fn held(stock: &Stock, id: VariantId, state: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Sum {
        #[diesel(sql_type = BigInt)]
        sum: i64,
    }
    let text = "SELECT coalesce(sum(l.quantity), 0)::bigint AS sum
        FROM reservation_lines l JOIN reservations r USING (checkout_id) WHERE l.variant_id = $1 AND r.state = $2";
    let row: Sum = diesel::sql_query(text)
        .bind::<diesel::sql_types::Uuid, _>(id)
        .bind::<Text, _>(state)
        .get_result(&mut stock.db.conn().await.unwrap())
        .await
        .unwrap();
    row.sum
}
