use super::*;
use proptest::prelude::*;

const FORWARD: [Step; 5] = [
    Step::ReservingStock,
    Step::AuthorizingPayment,
    Step::CreatingOrder,
    Step::CommittingStock,
    Step::ConfirmingOrder,
];

fn replies() -> Vec<Reply> {
    vec![
        Reply::StockReserved,
        Reply::StockRejected,
        Reply::StockReleased,
        Reply::StockCommitted,
        Reply::PaymentAuthorized,
        Reply::PaymentDeclined("no".into()),
        Reply::PaymentVoided,
        Reply::OrderCreated,
        Reply::OrderConfirmed,
        Reply::OrderCancelled,
    ]
}

#[test]
fn the_good_path_takes_five_replies() {
    let path = [
        Reply::StockReserved,
        Reply::PaymentAuthorized,
        Reply::OrderCreated,
        Reply::StockCommitted,
        Reply::OrderConfirmed,
    ];
    let mut step = Step::ReservingStock;
    for reply in &path[..4] {
        match decide(step, Undoing::default(), reply) {
            Decision::Advance(next) => step = next,
            other => panic!("{step:?}: {other:?}"),
        }
    }
    assert_eq!(
        decide(step, Undoing::default(), &path[4]),
        Decision::Complete
    );
}

#[test]
fn every_refusal_undoes_exactly_what_may_have_taken_effect() {
    let cases = [
        (
            Step::AuthorizingPayment,
            Reply::PaymentDeclined("no".into()),
            "PAYMENT_DECLINED",
            Undoing::STOCK,
        ),
        (
            Step::CreatingOrder,
            Reply::OrderCancelled,
            "TIMED_OUT",
            Undoing::ALL,
        ),
        (
            Step::CommittingStock,
            Reply::StockRejected,
            "STOCK_UNAVAILABLE",
            Undoing::ALL,
        ),
        (
            Step::ConfirmingOrder,
            Reply::OrderCancelled,
            "TIMED_OUT",
            Undoing::ALL,
        ),
    ];
    for (step, reply, code, expected) in cases {
        match decide(step, Undoing::default(), &reply) {
            Decision::Compensate(failed, undoing) => assert_eq!(
                (failed.code.as_str(), undoing),
                (code, expected),
                "{step:?}"
            ),
            other => panic!("{step:?}: {other:?}"),
        }
    }
    let rejected = decide(
        Step::ReservingStock,
        Undoing::default(),
        &Reply::StockRejected,
    );
    assert!(matches!(rejected, Decision::Fail(failed) if failed.code == "STOCK_UNAVAILABLE"));
}

#[test]
fn a_time_out_undoes_the_step_that_timed_out_too() {
    let expected = [
        Undoing::STOCK,
        Undoing::STOCK_AND_PAYMENT,
        Undoing::ALL,
        Undoing::ALL,
        Undoing::ALL,
    ];
    for (step, expected) in FORWARD.into_iter().zip(expected) {
        assert!(
            matches!(time_out(step), Decision::Compensate(_, undoing) if undoing == expected),
            "{step:?}"
        );
    }
    assert_eq!(time_out(Step::Compensating), Decision::Ignore);
}

#[test]
fn what_has_ended_stays_as_it_is() {
    for reply in replies() {
        assert_eq!(
            decide(Step::Done, Undoing::default(), &reply),
            Decision::Ignore
        );
    }
}

proptest! {
    /// Whatever is said, in whatever order and however often: a saga that compensates never goes forward again, and ends
    /// once each thing it asked to undo has been said to be undone.
    #[test]
    fn compensation_ends_and_never_turns_back(
        from in 0usize..5,
        noise in prop::collection::vec(0usize..10, 0..40),
    ) {
        let Decision::Compensate(_, mut undoing) = time_out(FORWARD[from]) else { panic!("a step times out") };
        let all = replies();
        let said = noise.into_iter().map(|at| all[at].clone());
        let undone = [Reply::StockReleased, Reply::PaymentVoided, Reply::OrderCancelled];
        for reply in said.chain(undone) {
            match decide(Step::Compensating, undoing, &reply) {
                Decision::Undone(next) => undoing = next,
                Decision::Ignore => {}
                other => prop_assert!(false, "{reply:?}: {other:?}"),
            }
        }
        prop_assert!(undoing.is_finished());
    }
}
