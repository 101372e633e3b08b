//! The whole shop killed in the middle of purchases, again and again: nothing is lost, nothing is done twice.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use system_tests::buyer::{buy, variants_in_stock};
use system_tests::client::Client;
use system_tests::ledger::Ledger;
use system_tests::shop::Shop;
use test_env::rabbitmq::RabbitNode;
use tokio::task::JoinSet;

const KILLS: usize = 20;
/// Buyers at once.
const BUYERS: u64 = 6;
/// A round is killed at a random moment within this.
const LONGEST_ROUND_MS: u64 = 2_500;

#[tokio::test]
async fn kills_lose_nothing_with_events_in_the_process() {
    survives_kills(&[]).await;
}

#[tokio::test]
async fn kills_lose_nothing_with_events_over_rabbitmq() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = folder.path().to_owned();
    let broker = tokio::task::spawn_blocking(move || RabbitNode::start(&path).unwrap())
        .await
        .unwrap();
    survives_kills(&["--broker", &broker.url()]).await;
    // Stopping a node waits for its end.
    tokio::task::spawn_blocking(move || drop(broker))
        .await
        .unwrap();
}

async fn survives_kills(arguments: &[&str]) {
    let arguments: Vec<&str> = arguments
        .iter()
        .copied()
        .chain(["--rate-limit", "10000/s"])
        .collect();
    let mut shop = Shop::start(&arguments).await;
    let ledger = Ledger::of_data_dir(&shop.data_dir());
    let before = ledger.stock().await;
    let variants = variants_in_stock(&shop.client()).await;
    let mut dice = StdRng::seed_from_u64(20_261_122);
    for _ in 0..KILLS {
        let mut buyers = JoinSet::new();
        for _ in 0..BUYERS {
            buyers.spawn(shop_until_killed(
                shop.client(),
                variants.clone(),
                dice.random(),
            ));
        }
        // The moment of the fault is what is drawn here; nothing waits for a condition by it.
        tokio::time::sleep(Duration::from_millis(
            dice.random_range(0..LONGEST_ROUND_MS),
        ))
        .await;
        shop.kill();
        buyers.join_all().await;
        shop.start_again().await;
    }
    ledger.settle().await;
    let tally = ledger.check(&before).await;
    println!("{KILLS} kills: {tally:?}");
    assert!(
        tally.completed >= KILLS,
        "purchases went through between the kills: {tally:?}"
    );
    assert!(
        tally.failed > 0,
        "declined cards were among them: {tally:?}"
    );
    assert!(shop.stop().await.success(), "{}", shop.log_tail());
}

/// Buys one thing after the other until the shop does not answer any more.
async fn shop_until_killed(client: Client, variants: Vec<String>, seed: u64) {
    let mut dice = StdRng::seed_from_u64(seed);
    loop {
        let variant = &variants[dice.random_range(0..variants.len())];
        let token = match dice.random_range(0..10) {
            0..6 => "tok_approved",
            6 => "tok_slow",
            7 => "tok_timeout_charged",
            _ => "tok_declined",
        };
        if let Err(reason) = buy(&client, variant, token).await
            && !reason.contains("userErrors")
        {
            return;
        }
    }
}
