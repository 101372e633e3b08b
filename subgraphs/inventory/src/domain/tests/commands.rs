//! Commands in any order, and what is answered.

use super::{Books, Stock, reason, soon};
use crate::domain::reservation::Answer;
use chrono::Utc;
use subgraph_kit::id::{CheckoutId, VariantId};

/// A command, as in the table below.
#[derive(Debug, Clone, Copy)]
enum Step {
    Reserve,
    Late,
    Release,
    Commit,
    Expire,
    SellOut,
}

#[tokio::test]
async fn commands_in_any_order() {
    use Step::{Commit, Expire, Late, Release, Reserve, SellOut};
    let stock = Stock::new().await;
    let cases: &[(&str, &[Step], &str, Books)] = &[
        (
            "a purchase",
            &[Reserve, Commit],
            "Reserved Committed",
            (3, 0, 2),
        ),
        (
            "each twice",
            &[Reserve, Reserve, Commit, Commit],
            "Reserved Reserved Committed Committed",
            (3, 0, 2),
        ),
        (
            "reserve again after the sale",
            &[Reserve, Commit, Reserve],
            "Reserved Committed Reserved",
            (3, 0, 2),
        ),
        (
            "given up",
            &[Reserve, Release, Release],
            "Reserved Released Released",
            (5, 0, 0),
        ),
        (
            "release overtakes reserve",
            &[Release, Reserve],
            "Released ReservationReleased",
            (5, 0, 0),
        ),
        (
            "commit after release",
            &[Reserve, Release, Commit],
            "Reserved Released ReservationReleased",
            (5, 0, 0),
        ),
        (
            "release undoes a sale",
            &[Reserve, Commit, Release, Commit],
            "Reserved Committed Released ReservationReleased",
            (5, 0, 0),
        ),
        (
            "commit of nothing",
            &[Commit, Reserve],
            "ReservationUnknown Reserved",
            (3, 2, 0),
        ),
        (
            "too late from the start",
            &[Late, Reserve],
            "ReservationExpired ReservationExpired",
            (5, 0, 0),
        ),
        (
            "expired",
            &[Reserve, Expire, Reserve],
            "Reserved - ReservationExpired",
            (5, 0, 0),
        ),
        (
            "paid after expiry, still there",
            &[Reserve, Expire, Commit, Commit],
            "Reserved - Committed Committed",
            (3, 0, 2),
        ),
        (
            "paid after expiry, gone",
            &[Reserve, Expire, SellOut, Commit],
            "Reserved - - InsufficientStock",
            (0, 5, 0),
        ),
        (
            "expired, released, paid",
            &[Reserve, Expire, Release, Commit],
            "Reserved - Released ReservationReleased",
            (5, 0, 0),
        ),
        (
            "rejected",
            &[SellOut, Reserve, Release, Reserve, Commit],
            "- InsufficientStock Released InsufficientStock InsufficientStock",
            (0, 5, 0),
        ),
    ];
    for (name, steps, expected, books) in cases {
        let id = stock.variant(&[("main", 5)]).await;
        let checkout = CheckoutId::new();
        let mut answers = Vec::new();
        for step in *steps {
            let answer = match step {
                Reserve => Some(stock.reserve(checkout, &[(id, 2)], soon()).await),
                Late => Some(stock.reserve(checkout, &[(id, 2)], Utc::now()).await),
                Release => Some(stock.release(checkout).await),
                Commit => Some(stock.commit(checkout).await),
                Expire => {
                    stock.expire_all().await;
                    None
                }
                SellOut => {
                    let (available, _, _) = stock.books(id).await;
                    let other = stock
                        .reserve(CheckoutId::new(), &[(id, available as i32)], soon())
                        .await;
                    assert_eq!(other, Answer::Reserved);
                    None
                }
            };
            answers.push(match answer {
                Some(answer) => {
                    reason(&answer).map_or(format!("{answer:?}"), |reason| format!("{reason:?}"))
                }
                None => "-".to_owned(),
            });
        }
        assert_eq!(answers.join(" "), *expected, "{name}");
        assert_eq!(stock.books(id).await, *books, "{name}");
    }
}

#[tokio::test]
async fn a_shortage_of_one_line_leaves_all_lines_alone() {
    let stock = Stock::new().await;
    let (plenty, scarce) = (
        stock.variant(&[("main", 9)]).await,
        stock.variant(&[("main", 1)]).await,
    );
    let unknown = VariantId::new();
    let answer = stock
        .reserve(
            CheckoutId::new(),
            &[(plenty, 2), (scarce, 2), (unknown, 1)],
            soon(),
        )
        .await;
    let Answer::Rejected(refusal) = answer else {
        panic!("{answer:?}")
    };
    let mut lines: Vec<_> = refusal
        .lines
        .iter()
        .map(|line| (line.variant_id, line.requested, line.available))
        .collect();
    lines.sort();
    let mut expected = vec![(scarce, 2, 1), (unknown, 1, 0)];
    expected.sort();
    assert_eq!(lines, expected);
    assert_eq!(
        (stock.books(plenty).await, stock.books(scarce).await),
        ((9, 0, 0), (1, 0, 0))
    );
    assert_eq!(stock.events("stock.level.changed.v1").await, 0);
}
