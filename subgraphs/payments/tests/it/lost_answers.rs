//! The provider did it, and we do not know.

use async_trait::async_trait;
use payments::provider::{
    Authorization, AuthorizeRequest, IdempotencyKey, Provider, ProviderError, Sandbox, Voided,
};

use crate::desk::{Desk, payment};
use subgraph_testing::CrashPoint;

/// Charges, and loses the answer.
struct LosesAnswers(Sandbox);

#[async_trait]
impl Provider for LosesAnswers {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    async fn authorize(&self, request: &AuthorizeRequest) -> Result<Authorization, ProviderError> {
        self.0.authorize(request).await?;
        Err(ProviderError::TimedOut { millis: 0 })
    }

    async fn look_up(&self, key: &IdempotencyKey) -> Result<Option<Authorization>, ProviderError> {
        self.0.look_up(key).await
    }

    async fn void(&self, key: &IdempotencyKey) -> Result<Option<Voided>, ProviderError> {
        self.0.void(key).await?;
        Err(ProviderError::TimedOut { millis: 0 })
    }
}

#[tokio::test]
async fn a_charge_whose_answer_got_lost_is_found_again() {
    let (desk, command) = (Desk::open().await, payment("tok_timeout_charged"));
    desk.authorize(&command).await;
    desk.settle_until("payment.authorized.v1", 1).await;
    assert_eq!(
        desk.transactions(&command).await.as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn a_charge_that_was_called_off_before_its_answer_came_is_let_go() {
    let (desk, command) = (Desk::open().await, payment("tok_approved"));
    desk.authorize(&command).await;
    desk.settle(LosesAnswers(desk.sandbox())).await;
    desk.void(&command).await;
    desk.settle(desk.sandbox()).await;
    assert_eq!(
        desk.published("payment.authorized.v1").await.len(),
        0,
        "nobody waits for it any more"
    );
    let voided = desk.published("payment.voided.v1").await;
    assert!(
        voided[0]["transactionId"].is_string(),
        "the charge stood: {voided:?}"
    );
    let ledger = desk.transactions(&command).await;
    let kinds: Vec<_> = ledger
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["kind"].clone())
        .collect();
    assert_eq!(kinds, ["AUTHORIZATION", "VOID"]);
}

#[tokio::test]
async fn a_void_whose_answer_got_lost_is_asked_again() {
    let (desk, command) = (Desk::open().await, payment("tok_approved"));
    desk.authorize(&command).await;
    desk.settle(desk.sandbox()).await;
    desk.void(&command).await;
    desk.settle(LosesAnswers(desk.sandbox())).await;
    assert_eq!(desk.published("payment.voided.v1").await.len(), 0);
    desk.settle_until("payment.voided.v1", 1).await;
    assert!(desk.published("payment.voided.v1").await[0]["transactionId"].is_string());
}

/// The process dies after the provider has done it and before that is written down: asked again under the same key, the
/// provider does nothing twice.
#[tokio::test]
async fn dying_before_the_answer_is_recorded_charges_and_voids_once() {
    const TIMES: usize = 20;
    let desk = Desk::open().await;
    let times = i64::try_from(TIMES).unwrap();
    let charged = CrashPoint::set(
        &desk.db,
        "charging",
        "UPDATE",
        "payments",
        "NEW.state = 'authorized'",
        times,
    )
    .await;
    let voided = CrashPoint::set(
        &desk.db,
        "voiding",
        "UPDATE",
        "payments",
        "NEW.state = 'voided'",
        times,
    )
    .await;
    let commands: Vec<_> = (0..TIMES).map(|_| payment("tok_approved")).collect();
    for command in &commands {
        desk.authorize(command).await;
    }
    desk.settle_despite_crashes("payment.authorized.v1", TIMES)
        .await;
    for command in &commands {
        desk.void(command).await;
    }
    desk.settle_despite_crashes("payment.voided.v1", TIMES)
        .await;
    assert_eq!(
        (charged.crashes().await, voided.crashes().await),
        (times, times)
    );
    for command in &commands {
        let ledger = desk.transactions(command).await;
        let kinds: Vec<_> = ledger
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["kind"].clone())
            .collect();
        assert_eq!(kinds, ["AUTHORIZATION", "VOID"]);
    }
    assert_eq!(
        desk.charges("voided").await,
        times,
        "the provider's own books"
    );
}
